using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval;

namespace Microsoft.ML.Umt;

/// <summary>One video of a <see cref="VideoIndex"/>, or of any vector store: a unique key, an embedding, and a little about the video.</summary>
/// <remarks>Immutable. The index copies what it is given, so an embedding's memory may be used again after it was added.</remarks>
public sealed class VideoRecord
{
    private static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>().AsReadOnly();

    /// <summary>Makes an empty record; vector stores use it.</summary>
    public VideoRecord()
    {
    }

    /// <summary>Makes a record.</summary>
    /// <param name="key">What tells the video from all others, for example its path: 1 to 1024 bytes as UTF-8, without control characters.</param>
    /// <param name="embedding">The embedding; as many finite values as the index has dimensions.</param>
    public VideoRecord(string key, ReadOnlyMemory<float> embedding) => (Key, Embedding) = (key, embedding);

    /// <summary>What tells the video from all others. Default empty, which no index takes.</summary>
    public string Key { get; init; } = "";

    /// <summary>The embedding; empty in records that a filter sees, or that were read without vectors. Default empty.</summary>
    public ReadOnlyMemory<float> Embedding { get; init; }

    /// <summary>Path of the video. Default null.</summary>
    public string? Path { get; init; }

    /// <summary>Title to show. Default null.</summary>
    public string? Title { get; init; }

    /// <summary>More about the video: at most 64 pairs of texts, names of 1 to 256 bytes, 64 KiB together. Default none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = value ?? NoMetadata; } = NoMetadata;

    /// <summary>Embeddings of single frames, from which a search tells which ones matched; at most 65,536, and 16,777,216 values. Default none.</summary>
    public IReadOnlyList<VideoFrameEmbedding> Frames { get; init => field = value ?? []; } = [];

    /// <summary>
    /// <see cref="Metadata"/> and <see cref="Frames"/> as JSON, for vector stores that know plain columns only; null if there are none. Setting it sets both.
    /// </summary>
    /// <exception cref="FormatException">The text is not what the property gives.</exception>
    public string? Payload
    {
        get => RecordPayload.Write(Metadata, Frames);
        init => (Metadata, Frames) = RecordPayload.Read(value);
    }

    /// <summary>
    /// Describes the record to a vector store: <c>store.GetCollection&lt;string, VideoRecord&gt;("videos", VideoRecord.CreateDefinition(512))</c>. A store of
    /// another vendor gets metadata and frames as the text <see cref="Payload"/>.
    /// </summary>
    /// <param name="dimensions">Length of the embeddings, 1 to 65,536.</param>
    /// <param name="normalize">
    /// Whether embeddings and queries are scaled to length one, so that scores are cosines. False for embeddings of a video-text model, whose plain
    /// inner product is their similarity.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="dimensions"/> is out of its range.</exception>
    public static VectorStoreCollectionDefinition CreateDefinition(int dimensions, bool normalize = false)
    {
        EmbeddingLength.Check(dimensions);
        return new()
        {
            Properties =
            [
                new VectorStoreKeyProperty(nameof(Key), typeof(string)),
                new VectorStoreDataProperty(nameof(Path), typeof(string)) { IsIndexed = true },
                new VectorStoreDataProperty(nameof(Title), typeof(string)) { IsIndexed = true },
                new VectorStoreDataProperty(nameof(Payload), typeof(string)),
                new VectorStoreVectorProperty(nameof(Embedding), typeof(ReadOnlyMemory<float>), dimensions)
                {
                    DistanceFunction = normalize ? DistanceFunction.CosineSimilarity : DistanceFunction.DotProductSimilarity,
                    IndexKind = IndexKind.Flat,
                },
            ],
        };
    }
}
