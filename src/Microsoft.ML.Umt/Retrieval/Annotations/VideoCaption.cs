namespace Microsoft.ML.Umt;

/// <summary>A video and a text that describes it: a row for <c>mlContext.Data.LoadFromEnumerable</c>, and what retrieval trains and tests on.</summary>
public sealed class VideoCaption
{
    /// <summary>What names the video: its name in the annotations, after the options' name map and extension. Rows with equal names are about one video.</summary>
    public string Video { get; set; } = "";

    /// <summary>The video file: the name inside the video folder; the name itself where no folder was given.</summary>
    public string Path { get; set; } = "";

    /// <summary>The text as it was written; clean-up for the model comes later.</summary>
    public string Caption { get; set; } = "";

    /// <summary>False when a video folder was given and does not hold the file.</summary>
    public bool VideoExists { get; set; } = true;

    /// <summary>True when the file is a picture, not a video.</summary>
    public bool IsImage { get; set; }

    /// <summary>Number of the record in the annotations, from 0.</summary>
    public long Record { get; set; }
}
