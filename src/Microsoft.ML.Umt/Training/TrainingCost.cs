using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>What a sample costs and where it is computed: the basis of the utilisation and the memory in reports. Immutable.</summary>
/// <param name="FlopsPerSample">Floating-point operations that learning from one sample needs; see <see cref="Trained"/>. 0 when unknown.</param>
/// <param name="Device">Where.</param>
/// <param name="Precision">The type of the matrix products.</param>
internal sealed record TrainingCost(double FlopsPerSample, Device Device, ScalarType Precision)
{
    // The backward pass multiplies twice for each product of the forward pass: once for the inputs' gradient, once for the weights'.
    private const double WithBackward = 3, WithInputGradientsOnly = 2;

    /// <summary>Cost of a network all of whose weights learn.</summary>
    /// <param name="forwardFlops">Cost of its forward pass.</param>
    public static double Trained(double forwardFlops) => WithBackward * forwardFlops;

    /// <summary>Cost of a network that gradients pass through but whose own weights stay.</summary>
    /// <param name="forwardFlops">Cost of its forward pass.</param>
    public static double Passed(double forwardFlops) => WithInputGradientsOnly * forwardFlops;

    /// <summary>Model operations a second at a speed; null when the cost is unknown.</summary>
    public double? FlopsPerSecond(double samplesPerSecond) => FlopsPerSample > 0 ? FlopsPerSample * samplesPerSecond : null;

    /// <summary>That speed as a share of what the device's matrix products reach.</summary>
    public double? Utilization(double samplesPerSecond) => FlopsPerSecond(samplesPerSecond) / MatrixPeak.FlopsPerSecond(Device, Precision);

    public long? MemoryInUse() => DeviceMemory.InUse(Device);
}
