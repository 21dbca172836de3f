using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Which of some texts fits a video best, from both heads (spec <c>umt-multi</c>, section 7). Evaluation only. Safe for concurrent calls.</summary>
internal static class MultipleChoice
{
    private const double MatchingShare = 0.7;

    /// <summary>
    /// Scores <c>[B, options]</c> in float32: 0.7 of the probability that a text matches, 0.3 of its share among the options by likeness.
    /// </summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="clips">Normalised clips <c>[B, 3, T, H, W]</c>.</param>
    /// <param name="textIds">Word ids of the options <c>[B * options, L]</c>, those of a video beside each other.</param>
    /// <param name="textMask">Their masks.</param>
    public static Tensor Scores(VideoTextModel model, Tensor clips, Tensor textIds, Tensor textMask)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (batch, texts) = (clips.shape[0], textIds.shape[0]);
        if (texts % batch != 0)
            throw new ArgumentException($"Every video has as many options: {texts} texts cannot be shared out among {batch} videos.", nameof(textIds));
        var options = texts / batch;
        var (tokens, pooled) = model.EncodeVideo(clips);
        var states = model.EncodeText(textIds, textMask);
        var cosine = VideoTextSimilarity.CosineWithOwn(model.ProjectVideo(pooled), model.ProjectText(states).reshape(batch, options, -1));
        var owners = arange(batch, dtype: ScalarType.Int64, device: clips.device).repeat_interleave(options);
        var memory = model.Remember(tokens).Select(layer => layer.Take(owners)).ToArray();
        var logits = model.MatchFused(model.Fuse(states, textMask, memory)).to(ScalarType.Float32);
        var matching = logits.softmax(1).select(1, 1).reshape(batch, options);
        var likeness = (cosine / model.temp).softmax(1);
        return ((matching * MatchingShare) + (likeness * (1 - MatchingShare))).MoveToOuterDisposeScope();
    }
}
