using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>The random choices of a step, given from outside; what is null is drawn. Tensors stay the giver's.</summary>
internal sealed record VideoTextDraws
{
    public static VideoTextDraws None { get; } = new();

    /// <summary>Indices of the visible tokens, ascending, <c>[B, Nvis]</c> int64.</summary>
    public Tensor? Visible { get; init; }

    /// <summary>A wrong video for each text, <c>[B]</c> int64.</summary>
    public Tensor? VideoNegatives { get; init; }

    /// <summary>A wrong text for each video, <c>[B]</c> int64.</summary>
    public Tensor? TextNegatives { get; init; }

    /// <summary>The texts with words hidden.</summary>
    public MaskedWords? Words { get; init; }
}
