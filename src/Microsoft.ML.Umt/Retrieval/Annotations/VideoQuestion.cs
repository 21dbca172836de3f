namespace Microsoft.ML.Umt;

/// <summary>A question about a video: a row for <c>mlContext.Data.LoadFromEnumerable</c>, and what question answering trains and tests on.</summary>
public sealed class VideoQuestion
{
    /// <summary>What names the question; its record's number where the annotations give no id.</summary>
    public string QuestionId { get; set; } = "";

    /// <summary>What names the video: its name in the annotations, after the options' name map and extension.</summary>
    public string Video { get; set; } = "";

    /// <summary>The video file: the name inside the video folder; the name itself where no folder was given.</summary>
    public string Path { get; set; } = "";

    /// <summary>The question as it was written.</summary>
    public string Question { get; set; } = "";

    /// <summary>The answer of each annotator, often a single one; see <see cref="AnswerWeights"/> for training targets. Empty for a test without answers.</summary>
    public string[] Answer { get; set; } = [];

    /// <summary>What kind of question it is, where the annotations say so; else empty.</summary>
    public string Category { get; set; } = "";

    /// <summary>False when a video folder was given and does not hold the file.</summary>
    public bool VideoExists { get; set; } = true;

    /// <summary>Number of the record in the annotations, from 0.</summary>
    public long Record { get; set; }
}
