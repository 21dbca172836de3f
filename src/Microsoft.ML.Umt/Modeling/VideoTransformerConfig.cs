namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes and options of a <see cref="VideoTransformer"/>. The defaults are those of the published UMT-B/16 with 8 frames of 224 x 224
/// and 400 classes. Immutable; change it with a <c>with</c> expression. <see cref="VideoTransformer"/> checks it as a whole.
/// </summary>
public sealed record VideoTransformerConfig
{
    /// <summary>Frame height in pixels, a multiple of <see cref="PatchSize"/>. Default 224.</summary>
    public int ImageHeight { get; init; } = 224;

    /// <summary>Frame width in pixels, a multiple of <see cref="PatchSize"/>. Default 224.</summary>
    public int ImageWidth { get; init; } = 224;

    /// <summary>Setting it makes frames square; reading it gives the shorter side in pixels.</summary>
    public int ImageSize
    {
        get => Math.Min(ImageHeight, ImageWidth);
        init => ImageHeight = ImageWidth = value;
    }

    /// <summary>Side of a square patch in pixels. Default 16.</summary>
    public int PatchSize { get; init; } = 16;

    /// <summary>Frames of a clip, a multiple of <see cref="TubeletSize"/>. Default 8.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Consecutive frames that share one token. Default 1, as in every published UMT model.</summary>
    public int TubeletSize { get; init; } = 1;

    /// <summary>Width of a token. Default 768.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Number of blocks. Default 12.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads, a divisor of <see cref="Width"/>. Default 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden width of the MLP as a multiple of <see cref="Width"/>. Default 4.</summary>
    public double MlpRatio { get; init; } = 4;

    /// <summary>Whether query and value have a bias (the key never has one). Default true.</summary>
    public bool QkvBias { get; init; } = true;

    /// <summary>Start value of the layer scale; 0 (the default) means no layer scale and no <c>gamma</c> parameters.</summary>
    public double LayerScale { get; init; }

    /// <summary>Number of classes; 0 leaves the head out, so that logits are the features. Default 400.</summary>
    public int Classes { get; init; } = 400;

    /// <summary>How tokens become a feature vector. Default <see cref="TokenPooling.Mean"/>.</summary>
    public TokenPooling Pooling { get; init; } = TokenPooling.Mean;

    /// <summary>Where the position vectors come from. Default <see cref="PositionTable.Interpolated"/>.</summary>
    public PositionTable Positions { get; init; } = PositionTable.Interpolated;

    /// <summary>Dropout probability after the position vectors, the attention projection and the MLP, in [0, 1). Default 0.</summary>
    public double DropRate { get; init; }

    /// <summary>Dropout probability on the attention weights, in [0, 1). Default 0.</summary>
    public double AttentionDropRate { get; init; }

    /// <summary>Drop path probability of the last block, in [0, 1); it rises linearly from 0 at the first. Default 0.</summary>
    public double DropPathRate { get; init; }

    /// <summary>Dropout probability before the head, in [0, 1). Default 0.</summary>
    public double HeadDropRate { get; init; }

    /// <summary>Factor on the fresh weights of the head, so that finetuning starts from nearly equal logits. Default 0.001.</summary>
    public double HeadInitScale { get; init; } = 0.001;

    /// <summary>Number of leading blocks whose activations are recomputed in the backward pass instead of kept. Default 0.</summary>
    public int CheckpointedBlocks { get; init; }

    /// <summary>Epsilon of every layer norm. Default 1e-6.</summary>
    public double NormEpsilon { get; init; } = 1e-6;

    /// <summary>Rows of patches in a frame.</summary>
    public int GridHeight => ImageHeight / PatchSize;

    /// <summary>Columns of patches in a frame.</summary>
    public int GridWidth => ImageWidth / PatchSize;

    /// <summary>Frames after the tubelets are merged.</summary>
    public int TokenFrames => Frames / TubeletSize;

    /// <summary>Tokens of a clip: <see cref="TokenFrames"/> x <see cref="GridHeight"/> x <see cref="GridWidth"/>, time slowest.</summary>
    public int Tokens => TokenFrames * GridHeight * GridWidth;

    /// <summary>
    /// Floating-point operations of one forward pass over one clip, a multiply and an add counted as two: 359 GFLOP for the defaults.
    /// Norms, activations and softmax are left out, as is usual.
    /// </summary>
    public double EstimateFlops() =>
        TransformerFlops.Estimate(Tokens, Width, Depth, MlpRatio, patchValues: 3.0 * TubeletSize * PatchSize * PatchSize, Tokens, Classes);

    internal BlockOptions BlockAt(int index) => new()
    {
        Width = Width,
        Heads = Heads,
        MlpRatio = MlpRatio,
        QkvBias = QkvBias ? QkvBiasKind.QueryAndValue : QkvBiasKind.None,
        LayerScale = LayerScale,
        DropRate = DropRate,
        AttentionDropRate = AttentionDropRate,
        DropPathRate = BlockOptions.DropPathAt(DropPathRate, index, Depth),
        NormEpsilon = NormEpsilon,
    };

    internal void Validate()
    {
        ConfigGuard.Grid(ImageHeight, ImageWidth, PatchSize);
        ConfigGuard.Positive(Frames, nameof(Frames));
        ConfigGuard.Positive(TubeletSize, nameof(TubeletSize));
        ConfigGuard.Divides(TubeletSize, nameof(TubeletSize), Frames, nameof(Frames));
        ConfigGuard.Trunk(Width, Depth, Heads, MlpRatio, Classes, NormEpsilon);
        ConfigGuard.NotNegative(LayerScale, nameof(LayerScale));
        ConfigGuard.Finite(HeadInitScale, nameof(HeadInitScale));
        ConfigGuard.Probability(DropRate, nameof(DropRate));
        ConfigGuard.Probability(AttentionDropRate, nameof(AttentionDropRate));
        ConfigGuard.Probability(DropPathRate, nameof(DropPathRate));
        ConfigGuard.Probability(HeadDropRate, nameof(HeadDropRate));
        ConfigGuard.InRange(CheckpointedBlocks, 0, Depth, nameof(CheckpointedBlocks));
        ConfigGuard.Defined(Pooling, nameof(Pooling));
        ConfigGuard.Defined(Positions, nameof(Positions));
    }
}
