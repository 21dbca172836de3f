namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes and options of a <see cref="MaskedVideoTransformer"/>. The defaults are those of the published UMT-B/16 pretraining with a CLIP-B/16
/// teacher. Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record MaskedVideoTransformerConfig
{
    /// <summary>
    /// The encoder. Its classes, pooling and head options are not used; <see cref="PositionTable.Learnable"/> makes the position vectors trainable,
    /// any other value gives the plain sinusoid over the encoder's own tokens. Default: B/16, 8 frames of 224 x 224.
    /// </summary>
    public VideoTransformerConfig Encoder { get; init; } = new();

    /// <summary>Number of encoder layers that are aligned with the teacher, each with a decoder of its own. Default 6.</summary>
    public int AlignedLayers { get; init; } = 6;

    /// <summary>Distance between aligned layers, counted from the last one; may be fractional, at least 1. Default 1.</summary>
    public double LayerInterval { get; init; } = 1;

    /// <summary>Channels of the teacher's features, which the decoders produce. Default 512 (CLIP-B/16).</summary>
    public int TeacherWidth { get; init; } = 512;

    /// <summary>How the decoders' outputs are scaled. Default <see cref="Modeling.FeatureNorm.L2"/>.</summary>
    public FeatureNorm FeatureNorm { get; init; } = FeatureNorm.L2;

    internal int[] AlignedBlocks => LayerSelection.Last(Encoder.Depth, AlignedLayers, LayerInterval);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Encoder);
        Encoder.Validate();
        LayerSelection.Validate(Encoder.Depth, AlignedLayers, LayerInterval, nameof(AlignedLayers), nameof(LayerInterval));
        ConfigGuard.Positive(TeacherWidth, nameof(TeacherWidth));
        ConfigGuard.Defined(FeatureNorm, nameof(FeatureNorm));
    }
}
