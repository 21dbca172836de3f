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
    /// <param name="memory">What the fusion layers keep of the B videos.</param>
    /// <param name="textStates">States of the B texts <c>[B, L, D]</c>.</param>
    /// <param name="textMask">Their masks <c>[B, L]</c>.</param>
    /// <param name="videoNegatives">A wrong video for each text, <c>[B]</c> int64.</param>
    /// <param name="textNegatives">A wrong text for each video, <c>[B]</c> int64.</param>
    public static Tensor Compute(
        VideoTextModel model, AttentionMemory[] memory, Tensor textStates, Tensor textMask, Tensor videoNegatives, Tensor textNegatives)
    {
        using var scope = NewDisposeScope();
        var (batch, device) = (textStates.shape[0], textStates.device);
        var own = arange(batch, dtype: ScalarType.Int64, device: device);
        var videos = cat([own, videoNegatives.to(device), own]);
        var texts = cat([own, own, textNegatives.to(device)]);
        // Keys and values are computed once a video and only copied for the wrong pairs.
        var fused = model.Fuse(textStates.index_select(0, texts), textMask.index_select(0, texts), [.. memory.Select(layer => layer.Take(videos))]);
        var labels = cat([ones([batch], ScalarType.Int64, device), zeros([2 * batch], ScalarType.Int64, device)]);
        return nn.functional.cross_entropy(model.MatchFused(fused).to(ScalarType.Float32), labels).MoveToOuterDisposeScope();
    }
}
