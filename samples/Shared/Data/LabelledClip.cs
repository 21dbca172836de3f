namespace Samples.Data;

/// <summary>One row of data: a video file and what it shows.</summary>
internal sealed class LabelledClip
{
    public string Path { get; set; } = "";

    public string Label { get; set; } = "";

    /// <summary>Clips of one group belong together, for example because they were cut from one recording; empty if there are no groups.</summary>
    public string Group { get; set; } = "";
}
