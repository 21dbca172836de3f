using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>MLM: guess hidden words of a text from the others and from the video (spec <c>umt-multi</c>, section 3).</summary>
internal static class MaskedLanguageLoss
{
    /// <summary>The mean cross-entropy over the asked words.</summary>
    /// <param name="model">The model, with a word head.</param>
    /// <param name="fused">Fused states of the texts with words hidden, <c>[B, L, D]</c>.</param>
    /// <param name="words">What was hidden.</param>
    /// <param name="asked">Positions of the asked words in the flattened batch; at least one.</param>
    public static Tensor Compute(VideoTextModel model, Tensor fused, MaskedWords words, long[] asked)
    {
        using var scope = NewDisposeScope();
        var device = fused.device;
        // The word scores are by far the widest tensor: they are computed where a word is asked, not everywhere.
        var positions = tensor(asked).to(device, non_blocking: true);
        var scores = model.PredictWords(fused.reshape(-1, fused.shape[2]).index_select(0, positions));
        var labels = words.Labels.to(device, non_blocking: true).reshape(-1).index_select(0, positions);
        return nn.functional.cross_entropy(scores.to(ScalarType.Float32), labels).MoveToOuterDisposeScope();
    }
}
