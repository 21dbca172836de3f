using Microsoft.ML.Umt.Tests.Pretraining;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Gpu;

/// <summary>Whole pretrainings through the trainer, on tiny models, with the GPU asked for by the options.</summary>
public sealed class TrainingOnGpuTests : IDisposable
{
    private readonly TinyPretraining _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [GpuFact]
    public void A_pretraining_takes_the_course_that_it_takes_on_the_CPU()
    {
        using var exact = new ExactProducts();
        var (here, there) = (Losses(null, ComputePrecision.Float32), Losses(GpuDevice.Id, ComputePrecision.Float32));
        Assert.Equal(here.Count, there.Count);
        Assert.All(here.Zip(there), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [GpuFact]
    public void The_loss_falls_in_bfloat16_with_drop_path_and_recomputed_blocks()
    {
        var losses = Losses(GpuDevice.Id, ComputePrecision.BFloat16, options => (options.DropPath, options.CheckpointedBlocks) = (0.1, 2));
        Assert.True(losses[^1] < losses[0] * 0.97, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    [GpuFact]
    public void The_baseline_s_loss_falls_too()
    {
        var losses = Losses(GpuDevice.Id, ComputePrecision.BFloat16, options => (options.Objective, options.Mask) = (PretrainingObjective.PixelReconstruction, TokenMaskKind.Tube));
        Assert.True(losses[^1] < losses[0] * 0.97, $"The loss went from {losses[0]} to {losses[^1]}.");
    }

    private List<double> Losses(int? gpu, ComputePrecision precision, Action<MaskedTeacherOptions>? change = null)
    {
        var options = _tiny.Options();
        (options.Epochs, options.GpuDeviceId, options.Precision, options.Seed) = (12, gpu, precision, 3);
        change?.Invoke(options);
        var losses = new List<double>();
        options.MetricsCallback = progress =>
        {
            if (progress.IsEpochEnd)
                losses.Add(progress.Loss);
        };
        using var model = _tiny.Fit(options);
        return losses;
    }
}
