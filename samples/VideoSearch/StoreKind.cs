namespace VideoSearch;

/// <summary>Where the embeddings live.</summary>
internal enum StoreKind
{
    /// <summary>The index of this library: exact search in memory, saved in a file.</summary>
    Index,

    /// <summary>A DuckDB database in a file.</summary>
    DuckDb,
}
