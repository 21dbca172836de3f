using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>What remains of a training that an exception or a cancellation ends.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-interruption-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(4, 7)]
    [InlineData(2, 9)]
    [InlineData(1, 7)]
    public void An_exception_leaves_a_checkpoint_of_the_last_step(int accumulation, int batches)
    {
        var whole = Train(accumulation, int.MaxValue, Path.Combine(_folder, "whole"), out _);
        var folder = Path.Combine(_folder, "cut");
        Assert.Throws<InvalidDataException>(() => Train(accumulation, batches, folder, out _));
        Assert.Single(Directory.EnumerateFiles(folder, "checkpoint-*"));
        Assert.Equal(whole, Train(accumulation, int.MaxValue, folder, out var resumedAt));
        // Six batches an epoch; what is left of them makes a shorter step.
        var perEpoch = (6 + accumulation - 1) / accumulation;
        Assert.Equal(batches / 6 * perEpoch + batches % 6 / accumulation, resumedAt);
    }

    [Fact]
    public void A_full_disk_does_not_hide_the_exception()
    {
        using var store = new TrainingCheckpointStore(_folder, keep: 2, _ => { }, _ => throw new IOException("No space left on device."));
        var log = new List<string>();
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var hook = new CheckpointHook(store, CheckpointedToy.Fingerprint(), [new ModulePart(head)], everySteps: 100, every: null, log.Add);
        Assert.Throws<InvalidDataException>(() => new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options(1), hook).Run(new Cut(toy.Batches(16), 3)));
        Assert.Contains(log, line => line.Contains("No space left", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cancelled_training_may_end_in_good_order(bool evenWhenCancelled)
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        using var cancellation = new CancellationTokenSource();
        using var best = new BestWeights(head, MetricGoal.Loss, evenWhenCancelled);
        float[]? first = null, last = null;
        // The first epoch is the best one.
        var evaluation = new EvaluationHook(head, _ =>
        {
            first ??= Toy.Weights(head);
            return new Dictionary<string, double> { [MetricNames.Loss] = first is null ? 0 : 1 };
        }, best: best);
        var stop = new AfterStep(state =>
        {
            last = Toy.Weights(head);
            if (state.Step == 9)
                cancellation.Cancel();
        });
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options(1) with { EndsWhenCancelled = true }, evaluation, stop, best)
            .Run(toy.Batches(16), cancellation.Token);
        Assert.True(state.WasCancelled);
        Assert.Equal("it was cancelled.", state.StopReason);
        Assert.Equal(9, state.Step);
        Assert.Equal(evenWhenCancelled ? first : last, Toy.Weights(head));
        Assert.False(head.training);
    }

    [Fact]
    public void Before_the_first_step_there_is_nothing_to_keep()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        Assert.Throws<OperationCanceledException>(() =>
            new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options(1) with { EndsWhenCancelled = true }).Run(toy.Batches(16), new CancellationToken(true)));
    }

    private static TrainingLoopOptions Options(int accumulation) => new() { Epochs = 2, LearningRate = CosineSchedule.Constant(0.01), AccumulationSteps = accumulation };

    private static float[] Train(int accumulation, int batches, string folder, out int resumedAt)
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        using var store = new TrainingCheckpointStore(folder, keep: 2, _ => { });
        var checkpoints = new CheckpointHook(store, CheckpointedToy.Fingerprint(), [new ModulePart(head), optimizer], everySteps: 100, every: null, _ => { });
        var start = new Started();
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options(accumulation), checkpoints, start).Run(new Cut(toy.Batches(16), batches));
        resumedAt = start.Step;
        return Toy.Weights(head);
    }

    private sealed class Started : TrainingHook
    {
        public int Step { get; private set; }

        public override void OnTrainingStart(TrainingState state) => Step = state.Step;
    }

    /// <summary>Batches until one cannot be had.</summary>
    private sealed class Cut(IBatchSource<TensorBatch> inner, int batches) : IBatchSource<TensorBatch>
    {
        private int _given;

        public int BatchesPerEpoch => inner.BatchesPerEpoch;

        public IEnumerable<TensorBatch> Epoch(int epoch, CancellationToken cancellationToken)
        {
            foreach (var batch in inner.Epoch(epoch, cancellationToken))
            {
                if (++_given > batches)
                {
                    batch.Dispose();
                    throw new InvalidDataException("The video is gone.");
                }
                yield return batch;
            }
        }
    }
}
