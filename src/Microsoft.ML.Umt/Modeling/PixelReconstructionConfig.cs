namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes of a <see cref="PixelReconstructionTransformer"/> (VideoMAE). The defaults are the paper's B/16 with 16 frames in tubelets of 2.
/// Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record PixelReconstructionConfig
{
    /// <summary>The encoder; its classes, pooling and head options are not used. Default: B/16, 16 frames of 224 x 224, tubelet size 2.</summary>
    public VideoTransformerConfig Encoder { get; init; } = new() { Frames = 16, TubeletSize = 2 };

    /// <summary>Width of the decoder. Default 384.</summary>
    public int DecoderWidth { get; init; } = 384;

    /// <summary>Blocks of the decoder. Default 4.</summary>
    public int DecoderDepth { get; init; } = 4;

    /// <summary>Attention heads of the decoder, a divisor of <see cref="DecoderWidth"/>. Default 6.</summary>
    public int DecoderHeads { get; init; } = 6;

    /// <summary>Values a token stands for: 3 x tubelet size x patch size squared.</summary>
    public int PatchValues => 3 * Encoder.TubeletSize * Encoder.PatchSize * Encoder.PatchSize;

    internal VideoTransformerConfig Decoder => Encoder with
    {
        Width = DecoderWidth,
        Depth = DecoderDepth,
        Heads = DecoderHeads,
        CheckpointedBlocks = Math.Min(Encoder.CheckpointedBlocks, DecoderDepth),
    };

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Encoder);
        Encoder.Validate();
        ConfigGuard.Trunk(DecoderWidth, DecoderDepth, DecoderHeads, Encoder.MlpRatio, 0, Encoder.NormEpsilon);
    }
}
