using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>VTC: every video should be most like its own text among the batch's, and the other way round (spec <c>umt-multi</c>, section 3).</summary>
internal static class VideoTextContrastiveLoss
{
    /// <summary>
    /// The loss of similarities <c>[B, B]</c> (videos by texts, already divided by the temperature) in float32, the mean of both directions.
    /// </summary>
    public static Tensor Compute(Tensor similarity, PairIdentities identities)
    {
        using var scope = NewDisposeScope();
        var targets = identities.Targets(similarity.device);
        var videoToText = -(targets * similarity.log_softmax(1)).sum(1).mean();
        var textToVideo = -(targets * similarity.t().log_softmax(1)).sum(1).mean();
        return ((videoToText + textToVideo) / 2).MoveToOuterDisposeScope();
    }
}
