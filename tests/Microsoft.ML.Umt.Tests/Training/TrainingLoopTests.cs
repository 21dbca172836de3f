using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class TrainingLoopTests
{
    private static readonly TrainingLoopOptions Options = new() { Epochs = 20, LearningRate = CosineSchedule.ForEpochs(0.03, 1e-4, 20, 6, warmupEpochs: 1) };

    [Fact]
    public void LearnsAToyProblemAndReportsIt()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var reports = new List<TrainingProgress>();
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options, new ProgressHook(reports.Add)).Run(toy.Batches(16));

        Assert.True(toy.Accuracy(head) >= 0.95);
        Assert.False(head.training);
        Assert.Equal((20, 120, 20 * 96L), (state.Epoch, state.Step, state.SamplesSeen));
        Assert.Equal(20, reports.Count);
        Assert.True(reports[^1].Loss < reports[0].Loss / 2);
        Assert.True(reports[^1].Top1Accuracy > 0.95);
        Assert.Equal(1, reports[^1].Top5Accuracy);
        Assert.True(reports[^1].ClipsPerSecond > 0);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
        Assert.StartsWith("epoch 20/20 step 120/120 loss ", reports[^1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void EqualSeedsRepeatExactly()
    {
        using var toy = new Toy();
        float[] Train(int seed)
        {
            using var head = Toy.Head();
            using var optimizer = Toy.Optimizer(head);
            new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options with { Epochs = 3 }).Run(toy.Batches(16, seed));
            return Toy.Weights(head);
        }
        Assert.Equal(Train(5), Train(5));
        Assert.NotEqual(Train(5), Train(6));
    }

    [Theory]
    [InlineData(4, 4, 96)]
    [InlineData(4, 4, 90)]
    [InlineData(7, 3, 96)]
    public void AccumulatingKBatchesOfNEqualsOneOfKTimesN(int batch, int accumulation, int samples)
    {
        using var toy = new Toy(samples);
        float[] Train(int size, int k)
        {
            using var head = Toy.Head();
            using var optimizer = Toy.Optimizer(head);
            var options = Options with { Epochs = 2, AccumulationSteps = k, MaxGradientNorm = 0.5 };
            new TrainingLoop<TensorBatch>(new ClassificationTask(head, labelSmoothing: 0.1), optimizer, options).Run(toy.Batches(size));
            return Toy.Weights(head);
        }
        var whole = Train(batch * accumulation, 1);
        var pieces = Train(batch, accumulation);
        Assert.All(whole.Zip(pieces), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
    }

    [Fact]
    public void NativeMemoryStaysFlat()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var live = new List<long>();
        var hook = new StepHook(_ => live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options with { MaxGradientNorm = 1 }, hook).Run(toy.Batches(16));
        Assert.Equal(live[6], live[^1]);
    }

    [Fact]
    public void CancellationEndsTheTraining()
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        using var cancellation = new CancellationTokenSource();
        var steps = 0;
        var hook = new StepHook(_ =>
        {
            if (++steps == 8)
                cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() =>
            new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options, hook).Run(toy.Batches(16), cancellation.Token));
        Assert.Equal(8, steps);
        Assert.False(head.training);
    }

    [Fact]
    public void ABadBatchIsLeftOutAndLogged()
    {
        using var toy = new Toy();
        using (torch.no_grad())
            toy.Inputs[3].fill_(float.NaN);
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var log = new List<string>();
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options with { Log = log.Add }).Run(toy.Batches(16));
        Assert.Equal(20, state.SkippedBatches);
        Assert.Equal(20 * 80, state.SamplesSeen);
        Assert.Equal(20, log.Count);
        Assert.Contains("the loss of step", log[0], StringComparison.Ordinal);
        Assert.All(Toy.Weights(head), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void ManyBadBatchesInARowAreAnError()
    {
        using var toy = new Toy();
        using (torch.no_grad())
            toy.Inputs.fill_(float.PositiveInfinity);
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var error = Assert.Throws<TrainingDivergedException>(() => new TrainingLoop<TensorBatch>(
            new ClassificationTask(head), optimizer, Options with { MaxConsecutiveNonFinite = 4 }).Run(toy.Batches(16)));
        Assert.Contains("the 4th such result in a row", error.Message, StringComparison.Ordinal);
    }

    private sealed class StepHook(Action<TrainingState> action) : TrainingHook
    {
        public override void OnStepEnd(TrainingState state) => action(state);
    }
}
