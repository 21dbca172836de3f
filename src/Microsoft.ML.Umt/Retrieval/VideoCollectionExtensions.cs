using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt;

/// <summary>A <see cref="VideoIndex"/> as a collection, and two-stage search in any vector store's collection of <see cref="VideoRecord"/>.</summary>
public static class VideoCollectionExtensions
{
    /// <summary>The index behind the abstractions of <c>Microsoft.Extensions.VectorData</c>. To delete the collection is to empty the index.</summary>
    /// <param name="index">The index; it stays yours to dispose.</param>
    /// <param name="name">Name of the collection: a to z, 0 to 9, '_' and '-', the first a letter, 63 at most.</param>
    /// <param name="embeddingGenerator">Makes the embeddings of texts, so that the collection can be searched by words; null for none.</param>
    /// <exception cref="ArgumentException">The name is not possible.</exception>
    public static VectorStoreCollection<string, VideoRecord> AsCollection(
        this VideoIndex index, string name = "videos", IEmbeddingGenerator<string, Embedding<float>>? embeddingGenerator = null)
    {
        ArgumentNullException.ThrowIfNull(index);
        return new VideoIndexCollection(
            new(CollectionSettings.CheckName(name), index.Dimensions, index.Normalize, embeddingGenerator),
            new() { VectorStoreSystemName = "umt.videoindex", VectorStoreName = index.Folder ?? "memory", CollectionName = name },
            new FixedSlot(index));
    }

    /// <summary>
    /// Finds the videos nearest to a query, re-ranks them and names the frames that matched, as <see cref="VideoIndex"/> does. The stores of this library
    /// rank exactly alike; one of another vendor ranks as it does.
    /// </summary>
    /// <param name="collection">The collection.</param>
    /// <param name="query">The query.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    /// <exception cref="ArgumentException">The embedding has the wrong length or a value that is not finite, or re-ranking lacks the text.</exception>
    /// <exception cref="NotSupportedException">The store cannot run the filter.</exception>
    /// <exception cref="VectorStoreException">The store failed; the message names it, the collection and the operation.</exception>
    public static async Task<IReadOnlyList<VideoSearchResult>> SearchVideosAsync(
        this VectorStoreCollection<string, VideoRecord> collection,
        VideoQuery query,
        VideoSearchOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(collection);
        ArgumentNullException.ThrowIfNull(query);
        options ??= new();
        SecondStage.Check(query, options);
        var (embedding, found) = collection is VideoCollection own
            ? await OwnAsync(own, query, options, cancellationToken).ConfigureAwait(false)
            : await ForeignAsync(collection, query, options, cancellationToken).ConfigureAwait(false);
        return SecondStage.Run(found, embedding, query.Text, options, cancellationToken);
    }

    private static async Task<(float[], IReadOnlyList<(VideoRecord, float)>)> OwnAsync(VideoCollection collection, VideoQuery query, VideoSearchOptions options, CancellationToken cancellationToken)
    {
        var embedding = collection.Settings.Rules.Query(query.Embedding.Span);
        return (embedding, await collection.RankAsync(embedding, options.FirstStageCount, options.Filter, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<(float[], IReadOnlyList<(VideoRecord, float)>)> ForeignAsync(
        VectorStoreCollection<string, VideoRecord> collection, VideoQuery query, VideoSearchOptions options, CancellationToken cancellationToken)
    {
        var found = new List<(VideoRecord, float)>();
        var search = new VectorSearchOptions<VideoRecord> { Filter = options.Filter, IncludeVectors = true };
        await foreach (var result in collection.SearchAsync(query.Embedding, options.FirstStageCount, search, cancellationToken).ConfigureAwait(false))
            found.Add((result.Record, (float)(result.Score ?? 0)));
        return (query.Embedding.ToArray(), found);
    }
}
