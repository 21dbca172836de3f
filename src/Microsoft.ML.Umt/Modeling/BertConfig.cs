namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// The sizes and options of the text tower (BERT in UMT's split modes, spec <c>umt-multi</c>, section 1.3). The defaults are bert-base-uncased with
/// three fusion layers. Immutable; change it with a <c>with</c> expression.
/// </summary>
public sealed record BertConfig
{
    /// <summary>Number of word pieces. Default 30522.</summary>
    public int VocabularySize { get; init; } = 30522;

    /// <summary>Width of a token. Default 768.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Number of layers, the fusion layers included. Default 12.</summary>
    public int Depth { get; init; } = 12;

    /// <summary>Attention heads, a divisor of <see cref="Width"/>. Default 12.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Hidden width of the perceptron. Default 3072.</summary>
    public int HiddenWidth { get; init; } = 3072;

    /// <summary>
    /// Index of the first fusion layer, from 0 to <see cref="Depth"/>: layers below it read text alone, the others also attend to the video. Equal to
    /// <see cref="Depth"/> there is no fusion. Default 9.
    /// </summary>
    public int FusionLayer { get; init; } = 9;

    /// <summary>Longest text in tokens. Default 512.</summary>
    public int MaxTokens { get; init; } = 512;

    /// <summary>Rows of the token type table, of which only the first is used. Default 2.</summary>
    public int TokenTypes { get; init; } = 2;

    /// <summary>Dropout probability after the embeddings and every sublayer, in [0, 1). Default 0.1.</summary>
    public double DropRate { get; init; } = 0.1;

    /// <summary>Dropout probability on the attention weights, in [0, 1). Default 0.1.</summary>
    public double AttentionDropRate { get; init; } = 0.1;

    /// <summary>Epsilon of every layer norm. Default 1e-12.</summary>
    public double NormEpsilon { get; init; } = 1e-12;

    /// <summary>Id of the padding token. Default 0.</summary>
    public int PadId { get; init; }

    /// <summary>Id of the unknown token. Default 100.</summary>
    public int UnknownId { get; init; } = 100;

    /// <summary>Id of the token that starts every text. Default 101.</summary>
    public int StartId { get; init; } = 101;

    /// <summary>Id of the token that ends an answer. Default 102.</summary>
    public int EndId { get; init; } = 102;

    /// <summary>Id of the token that stands for a hidden word. Default 103.</summary>
    public int MaskId { get; init; } = 103;

    /// <summary>Number of layers that attend to the video.</summary>
    public int FusionLayers => Depth - FusionLayer;

    /// <summary>bert-base-uncased: 9 text and 3 fusion layers.</summary>
    public static BertConfig Base => new();

    /// <summary>bert-large-uncased: 19 text and 5 fusion layers.</summary>
    public static BertConfig Large => new() { Width = 1024, Depth = 24, Heads = 16, HiddenWidth = 4096, FusionLayer = 19 };

    /// <summary>The decoder of question answering: the fusion layers alone, each attending to the question (spec <c>umt-multi</c>, section 8).</summary>
    internal BertConfig Decoder => this with { Depth = FusionLayers, FusionLayer = 0 };

    internal void Validate()
    {
        ConfigGuard.Positive(VocabularySize, nameof(VocabularySize));
        ConfigGuard.Trunk(Width, Depth, Heads, (double)HiddenWidth / Math.Max(1, Width), 0, NormEpsilon);
        ConfigGuard.InRange(FusionLayer, 0, Depth, nameof(FusionLayer));
        ConfigGuard.Positive(MaxTokens, nameof(MaxTokens));
        ConfigGuard.Positive(TokenTypes, nameof(TokenTypes));
        ConfigGuard.Probability(DropRate, nameof(DropRate));
        ConfigGuard.Probability(AttentionDropRate, nameof(AttentionDropRate));
        ConfigGuard.InRange(PadId, 0, VocabularySize - 1, nameof(PadId));
        ConfigGuard.InRange(UnknownId, 0, VocabularySize - 1, nameof(UnknownId));
        ConfigGuard.InRange(StartId, 0, VocabularySize - 1, nameof(StartId));
        ConfigGuard.InRange(EndId, 0, VocabularySize - 1, nameof(EndId));
        ConfigGuard.InRange(MaskId, 0, VocabularySize - 1, nameof(MaskId));
    }
}
