using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
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

    /// <summary>Adds the sampled frames of each video as a vector of <see cref="float"/> with dimensions <c>[frames, 3, size, size]</c> and values of 0 to 1.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the vector column.</param>
    /// <param name="inputColumnName">Name of the video column. Defaults to <paramref name="outputColumnName"/>.</param>
    /// <param name="frameCount">Frames taken from each video, evenly spread, 1 to 1024.</param>
    /// <param name="imageSize">Height and width of the frames in pixels, 1 to 4096.</param>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static VideoFrameExtractionEstimator ExtractVideoFrames(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        int frameCount = 8,
        int imageSize = 224)
    {
        var options = new VideoFrameExtractionOptions { Sampling = new FrameSamplingOptions { FrameCount = frameCount }, ImageSize = imageSize };
        return ExtractVideoFrames(catalog, outputColumnName, inputColumnName, options);
    }

    /// <summary>Adds the sampled frames of each video as a vector.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the vector column.</param>
    /// <param name="inputColumnName">Name of the video column; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">Which frames, their size and the type of the values. They are copied.</param>
    /// <exception cref="ArgumentException">A column name is empty.</exception>
    public static VideoFrameExtractionEstimator ExtractVideoFrames(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        VideoFrameExtractionOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new VideoFrameExtractionEstimator(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, options);
    }

    /// <summary>Adds an embedding of each video, computed by a frozen encoder.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnName">Name of the video column. Defaults to <paramref name="outputColumnName"/>.</param>
    /// <param name="checkpointPath">File with the encoder's weights (.safetensors or .pth). Nothing is ever downloaded.</param>
    /// <param name="modelName">Name of the encoder, one of <see cref="ModelPresets.All"/>.</param>
    /// <param name="batchSize">Videos per batch, 1 to 1024.</param>
    /// <exception cref="ArgumentException">A column name or the path is empty, or there is no such model.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is out of its range.</exception>
    public static VideoFeaturizationEstimator FeaturizeVideo(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName = null,
        string? checkpointPath = null,
        string modelName = "umt-b16",
        int batchSize = 4)
    {
        var options = new VideoFeaturizationOptions { Model = ModelPresets.Get(modelName), CheckpointPath = checkpointPath, BatchSize = batchSize };
        return FeaturizeVideo(catalog, outputColumnName, inputColumnName, options);
    }

    /// <summary>Adds an embedding of each video, computed by a frozen encoder.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">Name of the feature column, a vector of <see cref="float"/>.</param>
    /// <param name="inputColumnName">Name of the video column; null for <paramref name="outputColumnName"/>.</param>
    /// <param name="options">The encoder, its weights, what it is to compute and how. They are copied.</param>
    /// <exception cref="ArgumentException">A column name is empty, or the options do not fit each other.</exception>
    public static VideoFeaturizationEstimator FeaturizeVideo(
        this TransformsCatalog catalog,
        string outputColumnName,
        string? inputColumnName,
        VideoFeaturizationOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new VideoFeaturizationEstimator(catalog.GetEnvironment(), outputColumnName, inputColumnName ?? outputColumnName, options);
    }
}
