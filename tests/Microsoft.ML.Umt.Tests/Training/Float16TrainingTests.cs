using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class Float16TrainingTests
{
    [GpuFact]
    public void Float16_with_loss_scaling_learns_on_a_GPU()
    {
        using var scope = NewDisposeScope();
        using var toy = new Toy();
        using var head = Toy.Head();
        head.to(CUDA);
        using var optimizer = Toy.Optimizer(head);
        var scaling = new LossScaling();
        var options = new TrainingLoopOptions { Epochs = 20, LearningRate = CosineSchedule.Constant(0.01), Precision = ScalarType.Float16, LossScaling = scaling };
        var source = new TensorBatchSource(toy.Inputs.to(CUDA), toy.Labels.to(CUDA), 16, seed: 3);
        var state = new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, options).Run(source);
        Assert.True(state.Totals.Mean(MetricNames.Top1) > 0.95);
        Assert.True(scaling.Scale >= 1);
        Assert.All(head.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
    }
}
