namespace Microsoft.ML.Umt;

/// <summary>
/// How a model is tested on a data set: splits and their sizes, lengths, flags, and what the authors measured. Data only; see
/// <see cref="VideoTextProtocols"/> for those that come with the library. Immutable and thread-safe. Follows spec umt-multi 4.6, 10 and 11.
/// </summary>
public sealed record VideoTextProtocol
{
    /// <summary>Name with version, for example <c>msvd-v2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the data set as papers write it.</summary>
    public required string DataSet { get; init; }

    /// <summary>What the test asks for.</summary>
    public required VideoTextTask Task { get; init; }

    /// <summary>What sets this version apart from others of the same data set.</summary>
    public required string Description { get; init; }

    /// <summary>The splits.</summary>
    public required IReadOnlyList<ProtocolSplit> Splits { get; init; }

    /// <summary>The split that the published numbers were measured on.</summary>
    public string EvaluationSplit { get; init; } = "test";

    /// <summary>The split that a finetuning's best checkpoint is chosen on. Where that is the evaluation split, it flatters the published numbers.</summary>
    public string SelectionSplit { get; init; } = "test";

    /// <summary>Tokens of a text (or question), the start token included, for finetuned models.</summary>
    public required int TextLength { get; init; }

    /// <summary>Tokens of a text when a base model is tested zero-shot; defaults to <see cref="TextLength"/>.</summary>
    public int? ZeroShotBaseTextLength { get; init; }

    /// <summary>Tokens of an answer, its end token included; null where there are none.</summary>
    public int? AnswerLength { get; init; }

    /// <summary>Frames of each video when a pretrained model is tested; 4.</summary>
    public int ZeroShotFrames { get; init; } = 4;

    /// <summary>Frames of each video in finetuning and the test after it; 12.</summary>
    public int FinetunedFrames { get; init; } = 12;

    /// <summary>Best candidates of each query that the matching head ranks anew; 128.</summary>
    public int RerankCount { get; init; } = 128;

    /// <summary>All captions of a video are joined to one paragraph (<c>is_paragraph_retrieval</c>).</summary>
    public bool IsParagraph { get; init; }

    /// <summary>In training every caption of a video is a sample of its own (<c>multi_txt_gt</c>).</summary>
    public bool HasSeveralTextsPerVideo { get; init; }

    /// <summary>A text belongs to several videos, and finding any of them counts; equal texts are one text (<c>has_multi_vision_gt</c>).</summary>
    public bool HasSeveralVideosPerText { get; init; }

    /// <summary>Only the first seconds of each video are looked at (<c>trimmed30</c>); null for whole videos.</summary>
    public int? FirstSeconds { get; init; }

    /// <summary>What the authors measured.</summary>
    public IReadOnlyList<PublishedVideoTextResult> Published { get; init; } = [];

    /// <summary>Where <see cref="Published"/> comes from.</summary>
    public string PublishedSource { get; init; } = "";

    /// <summary>The split of a name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists those that there are.</exception>
    public ProtocolSplit GetSplit(string name) =>
        Splits.FirstOrDefault(split => split.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"Protocol {Name} has no split '{name}'; it has {string.Join(", ", Splits.Select(split => split.Name))}.", nameof(name));

    /// <summary>The published result of a model, or null.</summary>
    /// <param name="model"><c>umt-vt-b16</c> or <c>umt-vt-l16</c>.</param>
    /// <param name="corpus"><c>5M</c>, <c>17M</c> or <c>25M</c>.</param>
    /// <param name="training">Zero-shot or finetuned.</param>
    public PublishedVideoTextResult? FindPublished(string model, string corpus, VideoTextTraining training) =>
        Published.FirstOrDefault(result =>
            result.Training == training
            && result.Model.Equals(model, StringComparison.OrdinalIgnoreCase)
            && result.Corpus.Equals(corpus, StringComparison.OrdinalIgnoreCase));
}
