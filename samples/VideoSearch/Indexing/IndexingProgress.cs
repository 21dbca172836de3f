namespace VideoSearch.Indexing;

/// <summary>How far the indexer is.</summary>
internal sealed record IndexingProgress
{
    public static readonly IndexingProgress None = new();

    public IndexingState State { get; init; }

    /// <summary>The folder, as it is shown.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The file that is read now.</summary>
    public string File { get; init; } = "";

    /// <summary>Videos to read.</summary>
    public int Total { get; init; }

    /// <summary>Videos that are read, with those that failed.</summary>
    public int Done { get; init; }

    /// <summary>Files that could not be read.</summary>
    public int Failed { get; init; }

    /// <summary>Seconds that the rest will take; null while nobody knows.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>What went wrong, for <see cref="IndexingState.Failed"/>.</summary>
    public string Message { get; init; } = "";
}
