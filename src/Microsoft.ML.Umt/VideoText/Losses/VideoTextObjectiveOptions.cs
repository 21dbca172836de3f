using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>What a <see cref="VideoTextObjective"/> computes. The defaults are the published pretraining's.</summary>
internal sealed record VideoTextObjectiveOptions
{
    public VideoTextLossWeights Weights { get; init; } = new();

    /// <summary>How clips are masked for the alignment, and the hidden share.</summary>
    public (TokenMaskKind Kind, double Ratio) VideoMask { get; init; } = (TokenMaskKind.Attention, 0.8);

    /// <summary>How pictures are masked for the alignment, and the hidden share.</summary>
    public (TokenMaskKind Kind, double Ratio) PictureMask { get; init; } = (TokenMaskKind.Attention, 0.5);

    /// <summary>How both sides of the alignment are scaled.</summary>
    public FeatureNorm AlignmentNorm { get; init; } = FeatureNorm.L2;

    public AlignmentLossKind AlignmentLoss { get; init; } = AlignmentLossKind.L2;

    /// <summary>Whether wrong pairs are drawn by likeness.</summary>
    public bool HardNegatives { get; init; } = true;

    /// <summary>Chance of a word to be hidden.</summary>
    public double MaskedWords { get; init; } = 0.5;
}
