namespace Microsoft.ML.Umt;

/// <summary>What a video-text test asks for.</summary>
public enum VideoTextTask
{
    /// <summary>Find videos by texts and texts by videos; measured by recall.</summary>
    Retrieval,

    /// <summary>Choose the text that fits a video from a few; measured by accuracy.</summary>
    MultipleChoice,

    /// <summary>Answer a question about a video; measured by accuracy.</summary>
    QuestionAnswering,
}
