namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>What a reader sees: a number of rows, of which those that were removed before its version are hidden. It never changes.</summary>
/// <param name="Version">Grows with every change.</param>
/// <param name="Chunks">The rows; all chunks but the last are full.</param>
/// <param name="RowCount">Rows, hidden ones included; chunks may hold more that belong to later versions.</param>
/// <param name="LiveCount">Rows that are seen.</param>
internal sealed record IndexState(long Version, IndexChunk[] Chunks, int RowCount, int LiveCount)
{
    public IndexChunk ChunkOf(int row, out int rowInChunk)
    {
        var (chunk, rest) = Math.DivRem(row, IndexChunk.MostRows);
        rowInChunk = rest;
        return Chunks[chunk];
    }

    /// <summary>The entry of a row, or null if it is hidden.</summary>
    public IndexEntry? Entry(int row)
    {
        if (row >= RowCount)
            return null;
        var entry = ChunkOf(row, out var inChunk).Entries[inChunk];
        return entry is not null && entry.IsVisibleAt(Version) ? entry : null;
    }

    /// <summary>Rows that are seen, in the order of their arrival.</summary>
    public IEnumerable<(int Row, IndexEntry Entry)> Rows()
    {
        for (var row = 0; row < RowCount; row++)
        {
            if (Entry(row) is { } entry)
                yield return (row, entry);
        }
    }
}
