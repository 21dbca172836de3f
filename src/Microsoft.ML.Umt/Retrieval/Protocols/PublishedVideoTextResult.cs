namespace Microsoft.ML.Umt;

/// <summary>What the authors measured under a protocol.</summary>
/// <param name="Model">Name of the model among the video-text presets, <c>umt-vt-b16</c> or <c>umt-vt-l16</c>.</param>
/// <param name="Corpus">Videos and images of stage 2: <c>5M</c>, <c>17M</c> or <c>25M</c>.</param>
/// <param name="Training">Zero-shot or finetuned.</param>
public sealed record PublishedVideoTextResult(string Model, string Corpus, VideoTextTraining Training)
{
    /// <summary>Text to video, with re-ranking; null where none was published.</summary>
    public RecallTriple? TextToVideo { get; init; }

    /// <summary>Video to text, with re-ranking; null where none was published.</summary>
    public RecallTriple? VideoToText { get; init; }

    /// <summary>Accuracy in percent of multiple choice and question answering; null for retrieval.</summary>
    public double? Accuracy { get; init; }
}
