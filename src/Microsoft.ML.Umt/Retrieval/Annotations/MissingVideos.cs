namespace Microsoft.ML.Umt;

/// <summary>What becomes of annotations whose video file is not in the video folder.</summary>
public enum MissingVideos
{
    /// <summary>Reading fails before the first row, with the number of missing files and the first names.</summary>
    Error,

    /// <summary>The rows stay, with <c>VideoExists</c> false.</summary>
    Keep,

    /// <summary>The rows are left out. What is measured then is not the data set any more: say how many are missing.</summary>
    Skip,
}
