using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Asks the matching head about pairs of videos and texts (spec umt-multi 6). Evaluation only. Safe for concurrent calls.</summary>
internal static class PairMatching
{
    // As many pairs as the authors fuse at once.
    private const int PairsPerCall = 32;

    /// <summary>The head's two numbers, "no match" and "match", for each pair; a video's keys and values are computed once for all its texts.</summary>
    /// <param name="model">The model, in evaluation mode.</param>
    /// <param name="tokens">Tokens of the videos <c>[V, N, D]</c>.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="pairs">Numbers of a video and of a text.</param>
    /// <param name="pairsPerCall">Pairs of a fusion pass; results do not depend on it.</param>
    public static float[][] Logits(
        VideoTextModel model, Tensor tokens, TextVectors texts, IReadOnlyList<(int Video, int Text)> pairs, int pairsPerCall = PairsPerCall)
    {
        using var memoryScope = NewDisposeScope();
        var memory = model.Remember(tokens);
        var logits = new List<float[]>(pairs.Count);
        foreach (var part in pairs.Chunk(pairsPerCall))
        {
            using var scope = NewDisposeScope();
            var videos = tensor(part.Select(pair => (long)pair.Video).ToArray(), device: tokens.device);
            var wanted = tensor(part.Select(pair => (long)pair.Text).ToArray(), device: tokens.device);
            var fused = model.Fuse(texts.States.index_select(0, wanted), texts.Mask.index_select(0, wanted), [.. memory.Select(layer => layer.Take(videos))]);
            logits.AddRange(HostVectors.Rows(model.MatchFused(fused)));
        }
        return [.. logits];
    }
}
