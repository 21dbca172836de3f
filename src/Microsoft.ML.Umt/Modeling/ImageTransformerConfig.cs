namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes and options of an <see cref="ImageTransformer"/> (a ViT with class token, timm layout). The defaults are those of ViT-Ti/16 at
/// 224 x 224 with 1000 classes. Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record ImageTransformerConfig
{
    /// <summary>Picture height in pixels, a multiple of <see cref="PatchSize"/>. Default 224.</summary>
    public int ImageHeight { get; init; } = 224;

    /// <summary>Picture width in pixels, a multiple of <see cref="PatchSize"/>. Default 224.</summary>
    public int ImageWidth { get; init; } = 224;

    /// <summary>Setting it makes pictures square; reading it gives the shorter side in pixels.</summary>
    public int ImageSize
    {
        get => Math.Min(ImageHeight, ImageWidth);
        init => ImageHeight = ImageWidth = value;
    }

    /// <summary>Side of a square patch in pixels. Default 16.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Width of a token. Default 192.</summary>
    public int Width { get; init; } = 192;

    /// <summary>Number of blocks. Default 12.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads, a divisor of <see cref="Width"/>. Default 3.</summary>
    public int Heads { get; init; } = 3;

    /// <summary>Hidden width of the MLP as a multiple of <see cref="Width"/>. Default 4.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Number of classes; 0 leaves the head out, so that logits are the features. Default 1000.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Drop path probability of the last block, in [0, 1); it rises linearly from 0 at the first. Default 0.</summary>
    public double DropPathRate { get; init; }

    /// <summary>Number of leading blocks whose activations are recomputed in the backward pass instead of kept. Default 0.</summary>
    public int CheckpointedBlocks { get; init; }

    /// <summary>Epsilon of every layer norm. Default 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Rows of patches in a picture.</summary>
    public int GridHeight => ImageHeight / PatchSize;

    /// <summary>Columns of patches in a picture.</summary>
    public int GridWidth => ImageWidth / PatchSize;

    /// <summary>Tokens of a picture: the class token and one for each patch.</summary>
    public int Tokens => 1 + GridHeight * GridWidth;

    /// <summary>Floating-point operations of one forward pass over one picture, a multiply and an add counted as two.</summary>
    public double EstimateFlops() =>
        TransformerFlops.Estimate(Tokens, Width, Depth, MlpRatio, patchValues: 3.0 * PatchSize * PatchSize, Tokens - 1, Classes);

    internal BlockOptions BlockAt(int index) => new()
    {
        Width = Width,
        Heads = Heads,
        MlpRatio = MlpRatio,
        QkvBias = QkvBiasKind.Full,
        DropPathRate = BlockOptions.DropPathAt(DropPathRate, index, Depth),
        NormEpsilon = NormEpsilon,
    };

    internal void Validate()
    {
        ConfigGuard.Grid(ImageHeight, ImageWidth, PatchSize);
        ConfigGuard.Trunk(Width, Depth, Heads, MlpRatio, Classes, NormEpsilon);
        ConfigGuard.Probability(DropPathRate, nameof(DropPathRate));
        ConfigGuard.InRange(CheckpointedBlocks, 0, Depth, nameof(CheckpointedBlocks));
    }
}
