using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Texts on their way through the model. The tensors belong to the current dispose scope.</summary>
/// <param name="States">States below the fusion layers, <c>[N, L, D]</c>.</param>
/// <param name="Mask">1 for words, <c>[N, L]</c>.</param>
/// <param name="Units">Unit vectors in the common space, <c>[N, E]</c>.</param>
internal sealed record TextVectors(Tensor States, Tensor Mask, Tensor Units)
{
    // As many as the authors encode at once.
    private const int TextsPerCall = 256;

    /// <summary>Cleans, tokenises and encodes texts.</summary>
    public static TextVectors Of(PlacedNetwork<VideoTextModel> placed, IReadOnlyList<string> texts)
    {
        var parts = texts.Chunk(TextsPerCall).Select(part => Encode(placed, part)).ToArray();
        return parts.Length == 1
            ? parts[0]
            : new TextVectors(cat([.. parts.Select(part => part.States)]), cat([.. parts.Select(part => part.Mask)]), cat([.. parts.Select(part => part.Units)]));
    }

    private static TextVectors Encode(PlacedNetwork<VideoTextModel> placed, string[] texts)
    {
        var tokens = placed.Network.Tokenizer.Encode([.. texts.Select(text => CaptionText.Clean(text))], placed.Network.TextLength);
        var mask = tokens.MaskTensor(placed.Device);
        var states = placed.Module.EncodeText(tokens.IdTensor(placed.Device), mask);
        return new TextVectors(states, mask, VideoTextSimilarity.Unit(placed.Module.ProjectText(states)));
    }
}
