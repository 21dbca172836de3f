using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Dynamic loss scaling, forced in float32 on the CPU: a factor of two changes no bit there, so everything else can be seen.</summary>
public sealed class LossScalingTests : IDisposable
{
    private static readonly TrainingLoopOptions Options = new() { Epochs = 3, LearningRate = CosineSchedule.ForEpochs(0.03, 1e-4, 3, 6, warmupEpochs: 1), MaxGradientNorm = 0.5 };

    private readonly string _folder = Directory.CreateTempSubdirectory("umt-scaling-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_power_of_two_changes_nothing(int accumulation)
    {
        var plain = Train(Options with { AccumulationSteps = accumulation }, null, out var norms);
        var scaled = Train(Options with { AccumulationSteps = accumulation }, new LossScaling(), out var scaledNorms);
        Assert.Equal(norms, scaledNorms);
        Assert.Equal(plain, scaled);
    }

    [Fact]
    public void An_overflow_halves_the_scale_and_only_costs_the_step()
    {
        // The squares of the norm overflow float32 at 2^128: a few steps are lost until the scaled gradients fit.
        var scaling = new LossScaling(Math.Pow(2, 70));
        var log = new List<string>();
        var states = new List<(int Step, double Rate, int Skipped, int InARow)>();
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var hook = new AfterStep(state => states.Add((state.Step, state.LearningRate, state.SkippedBatches, state.NonFiniteInARow)));
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options with { LossScaling = scaling, Log = log.Add, MaxConsecutiveNonFinite = 2 }, hook).Run(toy.Batches(16));
        var skipped = states[^1].Skipped;
        Assert.InRange(skipped, 3, 17);
        Assert.Equal(Math.Pow(2, 70 - skipped), scaling.Scale);
        Assert.Equal(18, states.Count);
        Assert.All(states, state => Assert.Equal(0, state.InARow));
        // The schedule goes on over left-out steps.
        Assert.Equal(Enumerable.Range(0, 18).Select(step => Options.LearningRate[step]), states.Select(state => state.Rate));
        Assert.Equal(skipped, log.Count);
        Assert.Contains("loss scale lowered to", log[0], StringComparison.Ordinal);
        Assert.All(Toy.Weights(head), weight => Assert.True(float.IsFinite(weight)));
    }

    [Fact]
    public void Good_steps_double_the_scale()
    {
        var scaling = new LossScaling(8, growthInterval: 5);
        Train(Options, scaling, out _);
        Assert.Equal(8 * 8, scaling.Scale);
    }

    [Fact]
    public void A_loss_that_is_no_number_is_not_the_scales_fault()
    {
        using var toy = new Toy();
        using (no_grad())
            toy.Inputs.fill_(float.NaN);
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var scaling = new LossScaling();
        Assert.Throws<TrainingDivergedException>(() =>
            new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, Options with { LossScaling = scaling, MaxConsecutiveNonFinite = 3 }).Run(toy.Batches(16)));
        Assert.Equal(65536, scaling.Scale);
    }

    [Fact]
    public void Checkpoints_hold_scale_and_good_steps()
    {
        var whole = new LossScaling(8, growthInterval: 5);
        Train(Options, whole, out _);
        var first = new LossScaling(8, growthInterval: 5);
        Assert.Throws<Death>(() => Train(Options, first, out _, _folder, state =>
        {
            if (state.Step == 7)
                throw new Death();
        }));
        var second = new LossScaling(8, growthInterval: 5);
        Train(Options, second, out _, _folder);
        Assert.Equal(whole.Scale, second.Scale);
    }

    [Fact]
    public void Float16_is_refused_where_it_is_not()
    {
        var error = Assert.Throws<NotSupportedException>(() => PrecisionSupport.Resolve(ComputePrecision.Float16, CPU));
        Assert.Contains("NVIDIA", error.Message, StringComparison.Ordinal);
    }

    private static float[] Train(
        TrainingLoopOptions options, LossScaling? scaling, out List<double> norms, string? folder = null, Action<TrainingState>? afterStep = null)
    {
        using var toy = new Toy();
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        var seen = norms = [];
        var hooks = new List<TrainingHook>();
        using var store = folder is null ? null : new TrainingCheckpointStore(folder, keep: 2, _ => { });
        if (store is not null)
            hooks.Add(new CheckpointHook(store, CheckpointedToy.Fingerprint(), [new ModulePart(head), optimizer, scaling!], everySteps: 1, every: null, _ => { }));
        hooks.Add(new AfterStep(state =>
        {
            seen.Add(state.GradientNorm);
            afterStep?.Invoke(state);
        }));
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, options with { LossScaling = scaling }, [.. hooks]).Run(toy.Batches(16));
        return Toy.Weights(head);
    }

    private sealed class Death : Exception;
}
