using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class TrainingCostTests
{
    [Fact]
    public void Utilisation_is_the_share_of_a_measured_peak()
    {
        NativeRuntime.EnsureLoaded();
        var peak = MatrixPeak.FlopsPerSecond(CPU, ScalarType.Float32)!.Value;
        // Anything from a slow shared core to a large server.
        Assert.InRange(peak, 1e9, 1e14);
        Assert.Equal(peak, MatrixPeak.FlopsPerSecond(CPU, ScalarType.Float32));
        var cost = new TrainingCost(TrainingCost.Trained(peak / 12), CPU, ScalarType.Float32);
        Assert.Equal(peak / 2, cost.FlopsPerSecond(2)!.Value, peak * 1e-9);
        Assert.Equal(0.5, cost.Utilization(2)!.Value, 1e-9);
        Assert.InRange(cost.MemoryInUse()!.Value, 10_000_000, long.MaxValue);
    }

    [Fact]
    public void An_unknown_cost_gives_no_number()
    {
        var cost = new TrainingCost(0, CPU, ScalarType.Float32);
        Assert.Null(cost.FlopsPerSecond(3));
        Assert.Null(cost.Utilization(3));
    }
}
