namespace VideoSearch;

/// <summary>Everything the server needs to know, checked.</summary>
internal sealed record SearchSettings
{
    /// <summary>Folder for the catalogue, the index, thumbnails and the home-made clips.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Folders whose videos may be shown. Nothing outside of them can be added.</summary>
    public required IReadOnlyList<string> AllowedFolders { get; init; }

    /// <summary>Which store holds the embeddings.</summary>
    public StoreKind Store { get; init; } = StoreKind.Index;

    /// <summary>Port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>Longest text of a search in characters.</summary>
    public int MaxQueryLength { get; init; } = 300;

    /// <summary>Most clips in one answer.</summary>
    public int MaxResults { get; init; } = 48;

    /// <summary>Largest body of a request in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 16 * 1024;

    /// <summary>Searches that run at the same time; as many again times eight may wait.</summary>
    public int ConcurrentSearches { get; init; } = 4;

    /// <summary>Long videos are indexed in pieces of at least this length, each with frames of its own.</summary>
    public TimeSpan SegmentLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most pieces of one video; longer videos have longer pieces.</summary>
    public int MaxSegments { get; init; } = 60;

    /// <summary>Most bytes of thumbnails and converted videos that are kept.</summary>
    public long MaxCacheBytes { get; init; } = 1L << 30;

    /// <summary>Folders that are indexed at the start if they are not yet: the home-made clips.</summary>
    public IReadOnlyList<string> InitialFolders { get; init; } = [];

    public string CatalogPath => Path.Combine(DataFolder, "catalog.db");

    public string CacheFolder => Path.Combine(DataFolder, "cache");

    public string IndexFolder => Path.Combine(DataFolder, "index");
}
