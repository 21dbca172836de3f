namespace Microsoft.ML.Umt;

/// <summary>What happens to a row whose video cannot be read. It is never replaced by another video.</summary>
public enum UnreadableVideos
{
    /// <summary>The default: an exception that names the row, the video and the reason.</summary>
    Throw,

    /// <summary>The row is scored as missing (NaN or empty values), with the reason in a text column.</summary>
    Missing,
}
