namespace Microsoft.ML.Umt;

/// <summary>A video and texts of which one fits: a row for <c>mlContext.Data.LoadFromEnumerable</c>, and what multiple choice tests on.</summary>
public sealed class VideoChoice
{
    /// <summary>What names the video: its name in the annotations, after the options' name map and extension.</summary>
    public string Video { get; set; } = "";

    /// <summary>The video file: the name inside the video folder; the name itself where no folder was given.</summary>
    public string Path { get; set; } = "";

    /// <summary>The texts to choose from, two or more.</summary>
    public string[] Options { get; set; } = [];

    /// <summary>Number of the right text, from 0.</summary>
    public int Answer { get; set; }

    /// <summary>False when a video folder was given and does not hold the file.</summary>
    public bool VideoExists { get; set; } = true;

    /// <summary>Number of the record in the annotations, from 0.</summary>
    public long Record { get; set; }
}
