namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes of a <see cref="ClipVisionTransformer"/>. The defaults are CLIP-B/16 at 224 pixels. Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record ClipVisionConfig
{
    /// <summary>Side of the square input in pixels, a multiple of <see cref="PatchSize"/>. Default 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a square patch in pixels. Default 16.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Width of a token. Default 768.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Number of blocks. Default 12.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads, a divisor of <see cref="Width"/>. Default 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Channels after the projection. Default 512.</summary>
    public int OutputWidth { get; init; } = 512;

    /// <summary>Number of layers whose features are handed out. Default 6.</summary>
    public int ReturnedLayers { get; init; } = 6;

    /// <summary>Distance between handed-out layers, counted from the last one; may be fractional, at least 1. Default 1.</summary>
    public double LayerInterval { get; init; } = 1;

    /// <summary>How the features are scaled. Default <see cref="Modeling.FeatureNorm.L2"/>.</summary>
    public FeatureNorm FeatureNorm { get; init; } = FeatureNorm.L2;

    /// <summary>
    /// Whether the perceptrons use QuickGELU, x · sigmoid(1.702 x), as OpenAI's weights were trained. False is the exact GELU of most of open_clip's
    /// weights (LAION, DataComp). Files do not say which: with the wrong one features are off by a few per cent. Default true.
    /// </summary>
    public bool QuickGelu { get; init; } = true;

    /// <summary>CLIP-B/16 at 224 pixels: 14 x 14 patches.</summary>
    public static ClipVisionConfig B16 => new();

    /// <summary>CLIP-L/14 at 196 pixels, so that its 14 x 14 patches pair with those of a student of patch size 16 at 224 pixels.</summary>
    public static ClipVisionConfig L14 => new() { ImageSize = 196, PatchSize = 14, Width = 1024, Depth = 24, Heads = 16, OutputWidth = 768 };

    /// <summary>The L/14 that CLIP trained at 336 pixels, run at 196 as <see cref="L14"/>; only its weights differ.</summary>
    public static ClipVisionConfig L14At336 => L14;

    /// <summary>Patches along one side.</summary>
    public int Grid => ImageSize / PatchSize;

    /// <summary>Floating-point operations of one forward pass over one picture, a multiply and an add counted as two.</summary>
    public double EstimateFlops() =>
        TransformerFlops.Estimate((Grid * Grid) + 1, Width, Depth, 4, 3.0 * PatchSize * PatchSize, Grid * Grid, 0);

    internal int[] ReturnedBlocks => LayerSelection.Last(Depth, ReturnedLayers, LayerInterval);

    internal void Validate()
    {
        ConfigGuard.Grid(ImageSize, ImageSize, PatchSize);
        ConfigGuard.Trunk(Width, Depth, Heads, 4, 0, ClipVisionTransformer.NormEpsilon);
        ConfigGuard.Positive(OutputWidth, nameof(OutputWidth));
        LayerSelection.Validate(Depth, ReturnedLayers, LayerInterval, nameof(ReturnedLayers), nameof(LayerInterval));
        ConfigGuard.Defined(FeatureNorm, nameof(FeatureNorm));
    }
}
