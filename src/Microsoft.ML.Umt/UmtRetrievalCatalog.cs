using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML;

/// <summary>Search among videos; methods of <c>mlContext.Umt()</c>.</summary>
public static class UmtRetrievalCatalog
{
    private const int MostNamed = 10;

    /// <summary>Makes an index in memory of the videos of a data view. Rows whose video could not be read are left out, and named in a warning of the context's <c>Log</c>.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">The data, one row per video; for example the output of a video-text model or of <c>FeaturizeVideo</c>.</param>
    /// <param name="keyColumnName">Name of the text column with the key of each video.</param>
    /// <param name="embeddingColumnName">Name of the column with the embedding, a vector of <see cref="float"/> of known size.</param>
    /// <exception cref="ArgumentException">A column is absent or has another type, or a row cannot be kept; the message says why.</exception>
    public static VideoIndex BuildVideoIndex(this UmtCatalog catalog, IDataView data, string keyColumnName = "Path", string embeddingColumnName = "VideoEmbedding") =>
        BuildVideoIndex(catalog, data, new VideoIndexColumns { Key = keyColumnName, Embedding = embeddingColumnName });

    /// <summary>Makes an index in memory of the videos of a data view. Rows whose video could not be read are left out, and named in a warning of the context's <c>Log</c>.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">The data, one row per video.</param>
    /// <param name="columns">Which columns make the records.</param>
    /// <param name="options">Options of the index; null for the defaults.</param>
    /// <param name="progress">Is told after each batch; on the thread that calls.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="ArgumentException">A column is absent or has another type, or a row cannot be kept; the message says why.</exception>
    public static VideoIndex BuildVideoIndex(
        this UmtCatalog catalog,
        IDataView data,
        VideoIndexColumns columns,
        VideoIndexOptions? options = null,
        Action<VideoIndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columns);
        if (RecordReader.Dimensions(data, columns) is not (> 0 and var dimensions))
            throw new ArgumentException($"The data have no column '{columns.Embedding}' that is a vector of known size. Name the column, or make the index yourself and use {nameof(AddToVideoIndex)}.");
        var index = new VideoIndex(dimensions, options);
        try
        {
            Feed(catalog, index, data, columns, progress, cancellationToken);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Brings the videos of a data view into an index, for example one of a folder. Rows whose video could not be read are left out, and named in a warning of the context's <c>Log</c>.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Umt()</c>.</param>
    /// <param name="data">The data, one row per video.</param>
    /// <param name="index">The index; videos whose keys it has are replaced.</param>
    /// <param name="columns">Which columns make the records; null for the defaults.</param>
    /// <param name="progress">Is told after each batch; on the thread that calls.</param>
    /// <param name="cancellationToken">Ends the work early; batches before stay in the index.</param>
    /// <returns>What was added and what was left out.</returns>
    /// <exception cref="ArgumentException">A column is absent or has another type, or a row cannot be kept; batches before it stay in the index.</exception>
    public static VideoIndexProgress AddToVideoIndex(
        this UmtCatalog catalog,
        IDataView data,
        VideoIndex index,
        VideoIndexColumns? columns = null,
        Action<VideoIndexProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(index);
        return Feed(catalog, index, data, columns ?? new(), progress, cancellationToken);
    }

    private static VideoIndexProgress Feed(
        UmtCatalog catalog, VideoIndex index, IDataView data, VideoIndexColumns columns, Action<VideoIndexProgress>? progress, CancellationToken cancellationToken)
    {
        var outcome = RecordFeed.Run(index, data, columns, progress, cancellationToken);
        if (outcome.Skipped is { Count: > 0 } skipped)
        {
            using var channel = catalog.Environment.Start(nameof(VideoIndex));
            var names = string.Join(", ", skipped.Take(MostNamed)) + (skipped.Count > MostNamed ? ", …" : "");
            channel.Warning($"{skipped.Count} of {outcome.Added + skipped.Count} videos have no embedding in column '{columns.Embedding}', because they could not be read, and are left out of the index: {names}");
        }
        return outcome;
    }
}
