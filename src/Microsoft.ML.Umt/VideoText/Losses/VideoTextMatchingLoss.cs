using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// VTM: does this text belong to this video? Asked of every matching pair, of every text with a wrong video and of every video with a wrong text
/// (spec <c>umt-multi</c>, section 3).
/// </summary>
internal static class VideoTextMatchingLoss
{
    /// <summary>The mean cross-entropy over the 3 B pairs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fused">Fused states of the pairs <c>[3 B, L, D]</c>: the B matching ones first.</param>
    public static Tensor Compute(VideoTextModel model, Tensor fused)
    {
        using var scope = NewDisposeScope();
        var pairs = fused.shape[0];
        var labels = (arange(pairs, dtype: ScalarType.Int64, device: fused.device) < pairs / 3).to(ScalarType.Int64);
        return nn.functional.cross_entropy(model.MatchFused(fused).to(ScalarType.Float32), labels).MoveToOuterDisposeScope();
    }
}
