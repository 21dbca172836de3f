namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Tells whether two rows hold the same video, without opening it.</summary>
internal static class VideoKey
{
    private static readonly object None = new();

    /// <summary>Equal for the same file, or the same object in memory, and the same time window.</summary>
    public static object Of(MLVideo? video) => video is null ? None : (video.Path is { } path ? Path.GetFullPath(path) : (object)video.Source, video.Start, video.End);
}
