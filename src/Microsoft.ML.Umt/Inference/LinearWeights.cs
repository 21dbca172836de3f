using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>The parameters of a linear layer: views that belong to their module.</summary>
/// <param name="Weight"><c>[out, in]</c>.</param>
/// <param name="Bias"><c>[out]</c>, or null.</param>
internal sealed record LinearWeights(Tensor Weight, Tensor? Bias)
{
    public static LinearWeights From(Linear linear) => new(linear.weight!, linear.bias);

    /// <summary>The same layer with each output multiplied by a factor: exact but for rounding, and free at run time.</summary>
    /// <param name="factors"><c>[out]</c>; null changes nothing.</param>
    public LinearWeights ScaleOutputs(Tensor? factors) =>
        factors is null ? this : new LinearWeights(Weight * factors.unsqueeze(1), Bias is null ? null : Bias * factors);

    /// <summary>The same layer with all outputs multiplied by one factor.</summary>
    public LinearWeights ScaleOutputs(double factor) => new(Weight * factor, Bias is null ? null : Bias * factor);

    /// <summary>The layer that gives the same for inputs divided by the factor.</summary>
    public LinearWeights ScaleInputs(double factor) => new(Weight * factor, Bias);
}
