using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML;

/// <summary>Video components of <c>mlContext.Transforms</c>.</summary>
public static class VideoTransformsCatalog
{
    /// <summary>Makes a column of videos from a column of paths. Nothing is opened until a later component needs frames.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the column with videos.</param>
    /// <param name="videoFolder">Folder that relative paths are in; null or empty for the process's current directory.</param>
    /// <param name="inputColumnName">
    /// Name of the column with paths (text), or with whole video files (vector of <see cref="byte"/>). Defaults to <paramref name="outputColumnName"/>.
    /// </param>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    public static VideoLoadingEstimator LoadVideos(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? videoFolder = null,
        string? inputColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new VideoLoadingEstimator(catalog.GetEnvironment(), outputColumnName, videoFolder, inputColumnName ?? outputColumnName);
    }
}
