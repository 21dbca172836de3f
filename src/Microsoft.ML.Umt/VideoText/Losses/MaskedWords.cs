using System.Runtime.InteropServices;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>
/// Texts with some words hidden, and what stood there: <paramref name="Ids"/> and <paramref name="Labels"/>, int64 <c>[B, L]</c> on the CPU; a label is
/// <see cref="Ignored"/> where nothing is asked. Owns both.
/// </summary>
internal sealed record MaskedWords(Tensor Ids, Tensor Labels) : IDisposable
{
    /// <summary>The label of a word that is not asked for.</summary>
    public const long Ignored = -100;

    /// <summary>
    /// Chooses words, never padding or the start token; of the chosen ones 80 % become the mask token, 10 % any word of the vocabulary, 10 % stay.
    /// </summary>
    /// <param name="ids">Word ids <c>[B, L]</c> int64.</param>
    /// <param name="text">Vocabulary and special tokens.</param>
    /// <param name="probability">Chance of a word to be chosen. The authors take 0.5.</param>
    /// <param name="random">The only source of random numbers.</param>
    public static MaskedWords Draw(Tensor ids, BertConfig text, double probability, Random random)
    {
        var masked = ids.detach().cpu().clone().contiguous();
        var labels = full_like(masked, Ignored);
        var words = MemoryMarshal.Cast<byte, long>(masked.bytes);
        var asked = MemoryMarshal.Cast<byte, long>(labels.bytes);
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == text.PadId || words[i] == text.StartId || random.NextDouble() >= probability)
                continue;
            asked[i] = words[i];
            if (random.NextDouble() < 0.8)
                words[i] = text.MaskId;
            else if (random.NextDouble() < 0.5)
                words[i] = random.Next(text.VocabularySize);
        }
        return new MaskedWords(masked, labels);
    }

    /// <summary>Positions of the asked words in the flattened batch, ascending.</summary>
    public long[] Asked()
    {
        using var host = Labels.cpu().contiguous();
        var labels = MemoryMarshal.Cast<byte, long>(host.bytes);
        var positions = new List<long>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != Ignored)
                positions.Add(i);
        }
        return [.. positions];
    }

    public void Dispose()
    {
        Ids.Dispose();
        Labels.Dispose();
    }
}
