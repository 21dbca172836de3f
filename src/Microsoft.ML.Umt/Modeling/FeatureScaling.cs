using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The normalisation that teacher and student features share.</summary>
internal static class FeatureScaling
{
    /// <summary>Features <c>[..., C]</c> scaled; the L2 norm has no epsilon, as the authors' (a zero vector gives NaN).</summary>
    public static Tensor Apply(Tensor features, FeatureNorm kind) =>
        kind == FeatureNorm.L2 ? features / features.norm(-1, keepdim: true) : features.alias();
}
