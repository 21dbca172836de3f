namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>Rows that are written but not yet seen by readers.</summary>
internal sealed record StagedRows(IndexChunk[] Chunks, int FirstRow, int Count)
{
    /// <summary>Where the staged row of an index lies.</summary>
    public IndexChunk Chunk(int index, out int rowInChunk)
    {
        var (chunk, rest) = Math.DivRem(FirstRow + index, IndexChunk.MostRows);
        rowInChunk = rest;
        return Chunks[chunk];
    }

    /// <summary>The entry of a row of the table, staged or older.</summary>
    public IndexEntry Entry(int row) => Chunks[row / IndexChunk.MostRows].Entries[row % IndexChunk.MostRows]!;
}
