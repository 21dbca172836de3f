using Microsoft.ML.Umt;

namespace VideoText;

/// <summary>A video, or a part of one, and the words that describe it.</summary>
internal sealed class CaptionedClip
{
    public MLVideo? Video { get; set; }

    public string Caption { get; set; } = "";

    /// <summary>Tells parts of one file apart.</summary>
    public string Key { get; set; } = "";

    /// <summary>What is to be seen, for classification by words; empty where there are no classes.</summary>
    public string Label { get; set; } = "";
}
