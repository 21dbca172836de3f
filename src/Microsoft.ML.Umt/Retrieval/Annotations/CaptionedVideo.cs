namespace Microsoft.ML.Umt;

/// <summary>
/// A video with all its captions: a row for <c>mlContext.Data.LoadFromEnumerable</c>. With it a video is decoded and encoded once, however many captions it has.
/// </summary>
public sealed class CaptionedVideo
{
    /// <summary>What names the video: its name in the annotations, after the options' name map and extension. Each name once.</summary>
    public string Video { get; set; } = "";

    /// <summary>The video file: the name inside the video folder; the name itself where no folder was given.</summary>
    public string Path { get; set; } = "";

    /// <summary>The texts as they were written, in file order.</summary>
    public string[] Caption { get; set; } = [];

    /// <summary>False when a video folder was given and does not hold the file.</summary>
    public bool VideoExists { get; set; } = true;

    /// <summary>True when the file is a picture, not a video.</summary>
    public bool IsImage { get; set; }

    /// <summary>Number of the video's first record in the annotations, from 0.</summary>
    public long Record { get; set; }
}
