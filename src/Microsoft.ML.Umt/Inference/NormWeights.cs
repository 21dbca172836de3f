using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>The parameters of a layer norm: views that belong to their module.</summary>
/// <param name="Weight"><c>[D]</c>.</param>
/// <param name="Bias"><c>[D]</c>.</param>
/// <param name="Epsilon">Added to the variance.</param>
internal sealed record NormWeights(Tensor Weight, Tensor Bias, double Epsilon)
{
    public static NormWeights From(LayerNorm norm, double epsilon) => new(norm.weight!, norm.bias!, epsilon);
}
