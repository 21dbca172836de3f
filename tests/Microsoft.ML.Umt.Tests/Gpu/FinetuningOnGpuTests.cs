using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Classification;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Tests.Training;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Gpu;

/// <summary>Finetunings through the trainer on the GPU: end to end and by adapters, in float16 with loss scaling, interrupted and resumed.</summary>
public sealed class FinetuningOnGpuTests : IDisposable
{
    private readonly MLContext _context = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-gpu-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [GpuFact]
    public void Full_training_in_float16_learns_order_in_time() => Learns(Options(VideoTrainingDepth.Full, HalfPrecision));

    [GpuFact]
    public void Full_training_in_float32_learns_order_in_time() => Learns(Options(VideoTrainingDepth.Full, ComputePrecision.Float32));

    [GpuFact]
    public void Adapters_learn_order_in_time()
    {
        var options = Options(VideoTrainingDepth.Adapter, ComputePrecision.Float32);
        (options.LearningRate, options.Finetuning.CheckpointedBlocks) = (1e-2, 2);
        Learns(options);
    }

    [GpuFact]
    public void A_float16_training_goes_on_where_it_was()
    {
        var options = Options(VideoTrainingDepth.Full, HalfPrecision);
        options.WorkspaceFolder = Path.Combine(_folder, "work");
        options.MetricsCallback = progress =>
        {
            if (progress is { IsEpochEnd: true, Epoch: 6 })
                throw new InvalidDataException("The dashboard is down.");
        };
        Assert.Throws<InvalidDataException>(() => Learns(options));
        var first = 0;
        options.MetricsCallback = progress => first = first == 0 ? progress.Epoch : first;
        Learns(options);
        // The sixth epoch was learned; its end comes by again.
        Assert.Equal(6, first);
    }

    [GpuFact]
    public void Reports_tell_utilisation_and_memory_of_the_GPU()
    {
        var reports = new List<TrainingProgress>();
        var options = Options(VideoTrainingDepth.Full, ComputePrecision.Auto);
        options.MetricsCallback = reports.Add;
        Learns(options);
        Assert.All(reports, report => Assert.InRange(report.FlopUtilization!.Value, 1e-12, 2));
        Assert.All(reports, report => Assert.InRange(report.MemoryBytes!.Value, 1L << 24, 1L << 42));
        Assert.InRange(MatrixPeak.FlopsPerSecond(GpuDevice.Get(), ScalarType.Float32)!.Value, 1e9, 1e16);
    }

    [GpuFact]
    public void The_engine_scales_losses_on_the_GPU()
    {
        using var scope = NewDisposeScope();
        using var toy = new Toy();
        using var head = Toy.Head();
        var device = GpuDevice.Get();
        head.to(device);
        using var optimizer = Toy.Optimizer(head);
        var scaling = new LossScaling();
        var options = new TrainingLoopOptions { Epochs = 20, LearningRate = CosineSchedule.Constant(0.01), Precision = PrecisionSupport.Resolve(HalfPrecision, device), LossScaling = scaling };
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, options).Run(new TensorBatchSource(toy.Inputs.to(device), toy.Labels.to(device), 16, seed: 3));
        Assert.True(state.Totals.Mean(MetricNames.Top1) > 0.95);
        Assert.True(scaling.Scale >= 1);
        Assert.All(head.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }

    // On the CPU there is no float16.
    private static ComputePrecision HalfPrecision => GpuDevice.IsCpuInstead ? ComputePrecision.Float32 : ComputePrecision.Float16;

    private static VideoClassificationOptions Options(VideoTrainingDepth depth, ComputePrecision precision)
    {
        var options = Classes.Full(epochs: 12);
        (options.Depth, options.Precision, options.GpuDeviceId) = (depth, precision, GpuDevice.Id);
        return options;
    }

    private void Learns(VideoClassificationOptions options)
    {
        using var model = Classes.Trainer(_context, options).Fit(Classes.View(_context, 16));
        var predictions = model.Predict([.. Classes.Rows(10, seed: 5).Select(row => row.Video!)]);
        Assert.All(Classes.Rows(10, seed: 5).Zip(predictions), pair => Assert.Equal(pair.First.Label, pair.Second.Label));
    }
}
