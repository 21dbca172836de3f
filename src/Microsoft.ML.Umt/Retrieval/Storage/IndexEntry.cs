namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>All of a stored video but its embedding. Only the version that removed it ever changes.</summary>
internal sealed class IndexEntry(string key, string? path, string? title, IReadOnlyDictionary<string, string>? metadata, FrameSet? frames)
{
    private long _removedAt = long.MaxValue;

    public string Key { get; } = key;

    public string? Path { get; } = path;

    public string? Title { get; } = title;

    public IReadOnlyDictionary<string, string>? Metadata { get; } = metadata;

    public FrameSet? Frames { get; } = frames;

    /// <summary>A copy of a checked record, without its embedding.</summary>
    public static IndexEntry From(VideoRecord record, EmbeddingRules rules) => new(
        record.Key,
        record.Path,
        record.Title,
        record.Metadata.Count == 0 ? null : new Dictionary<string, string>(record.Metadata).AsReadOnly(),
        FrameSet.From(record.Frames, rules, record.Key));

    /// <summary>Whether a reader of this version sees the entry.</summary>
    public bool IsVisibleAt(long version) => Volatile.Read(ref _removedAt) > version;

    /// <summary>Hides the entry from readers of this version and later ones.</summary>
    public void RemoveAt(long version) => Volatile.Write(ref _removedAt, version);

    public VideoRecord ToRecord(ReadOnlyMemory<float> embedding = default) => new()
    {
        Key = Key,
        Embedding = embedding,
        Path = Path,
        Title = Title,
        Metadata = Metadata!,
        Frames = Frames ?? (IReadOnlyList<VideoFrameEmbedding>)[],
    };
}
