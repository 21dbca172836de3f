using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>MLM: guess hidden words of a text from the others and from the video (spec <c>umt-multi</c>, section 3).</summary>
internal static class MaskedLanguageLoss
{
    /// <summary>The mean cross-entropy over the asked words; null when none is asked.</summary>
    /// <param name="model">The model, with a word head.</param>
    /// <param name="memory">What the fusion layers keep of the B videos.</param>
    /// <param name="words">The texts with words hidden.</param>
    /// <param name="textMask">Their masks <c>[B, L]</c>.</param>
    public static Tensor? Compute(VideoTextModel model, AttentionMemory[] memory, MaskedWords words, Tensor textMask)
    {
        using var scope = NewDisposeScope();
        var asked = words.Asked();
        if (asked.Length == 0)
            return null;
        var device = textMask.device;
        var states = model.EncodeText(words.Ids.to(device), textMask);
        var fused = model.Fuse(states, textMask, memory);
        // The word scores are by far the widest tensor: they are computed where a word is asked, not everywhere.
        var positions = tensor(asked, device: device);
        var scores = model.PredictWords(fused.reshape(-1, fused.shape[2]).index_select(0, positions));
        var labels = words.Labels.to(device).reshape(-1).index_select(0, positions);
        return nn.functional.cross_entropy(scores.to(ScalarType.Float32), labels).MoveToOuterDisposeScope();
    }
}
