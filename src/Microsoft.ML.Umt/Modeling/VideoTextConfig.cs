namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes and options of a <see cref="VideoTextModel"/> and of a <see cref="QuestionAnsweringModel"/> (spec <c>umt-multi</c>, section 1). The defaults
/// are those of the published stage-2 pretraining of UMT-B/16. Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record VideoTextConfig
{
    internal const double LowestTemperature = 0.001, HighestTemperature = 0.5;

    /// <summary>
    /// The vision tower. Its classes, pooling and head options are not used; <see cref="PositionTable.Learnable"/> makes the position vectors trainable,
    /// any other value gives the plain sinusoid over the tower's own tokens. Default: B/16, 4 frames of 224 x 224.
    /// </summary>
    public VideoTransformerConfig Vision { get; init; } = new() { Frames = 4, Positions = PositionTable.Plain };

    /// <summary>
    /// Token frames of the sinusoid that the weights were trained with, where <see cref="Vision"/> has another number: the table is then resized linearly
    /// over time. Default null: the table is computed for the tower's own frames.
    /// </summary>
    public int? PositionFrames { get; init; }

    /// <summary>The text tower. Default <see cref="BertConfig.Base"/>.</summary>
    public BertConfig Text { get; init; } = BertConfig.Base;

    /// <summary>Channels of the space in which videos and texts are compared. Default 512.</summary>
    public int EmbeddingWidth { get; init; } = 512;

    /// <summary>First value of the temperature that similarities are divided by, from 0.001 to 0.5. It is learned. Default 0.07.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>
    /// Whether a clip without a mask gives one vector for each of its frames, whose similarities are averaged; otherwise one vector. Default true.
    /// </summary>
    public bool KeepTemporal { get; init; } = true;

    /// <summary>Whether the text tower has the head that guesses hidden words, which pretraining needs. Default true.</summary>
    public bool LanguageHead { get; init; } = true;

    /// <summary>Number of vision layers that are aligned with a teacher, each with a decoder of its own; 0 for none. Default 6.</summary>
    public int AlignedLayers { get; init; } = 6;

    /// <summary>Distance between aligned layers, counted from the last one; may be fractional, at least 1. Default 1.</summary>
    public double LayerInterval { get; init; } = 1;

    /// <summary>Channels of the teacher's features. Default 512 (CLIP-B/16).</summary>
    public int TeacherWidth { get; init; } = 512;

    /// <summary>Epsilon of the decoders' layer norm. Default 1e-5: the authors' stage 2 differs from stage 1 here.</summary>
    public double DecoderNormEpsilon { get; init; } = 1e-5;

    /// <summary>The same towers as retrieval, multiple choice and scoring use them: no word head and no decoders.</summary>
    public VideoTextConfig ForRetrieval() => this with { LanguageHead = false, AlignedLayers = 0 };

    internal int[] AlignedBlocks => LayerSelection.Last(Vision.Depth, AlignedLayers, LayerInterval);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Vision);
        ArgumentNullException.ThrowIfNull(Text);
        Vision.Validate();
        Text.Validate();
        if (PositionFrames is { } frames)
            ConfigGuard.Positive(frames, nameof(PositionFrames));
        ConfigGuard.Positive(EmbeddingWidth, nameof(EmbeddingWidth));
        ConfigGuard.InRange(Temperature, LowestTemperature, HighestTemperature, nameof(Temperature));
        if (AlignedLayers != 0)
            LayerSelection.Validate(Vision.Depth, AlignedLayers, LayerInterval, nameof(AlignedLayers), nameof(LayerInterval));
        ConfigGuard.Positive(TeacherWidth, nameof(TeacherWidth));
        ConfigGuard.NotNegative(DecoderNormEpsilon, nameof(DecoderNormEpsilon));
    }
}
