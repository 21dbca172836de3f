using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>
/// The rows of an index in memory. One writer at a time, which the caller sees to; readers take <see cref="State"/> and are never held up: rows are only
/// appended, an update is a new row and a removal a mark, and both show with the next state.
/// </summary>
internal sealed class IndexTable(EmbeddingRules rules)
{
    // Below this many rows on hidden ones no space is worth a copy.
    private const int LeastWaste = 1024;

    // Records that a thread takes at a time.
    private const int RecordsAtOnce = 64;

    private readonly Dictionary<string, int> _rowOfKey = [];
    private volatile IndexState _state = new(0, [], 0, 0);

    public EmbeddingRules Rules => rules;

    public IndexState State => _state;

    /// <summary>The state and the row of a key in it, or -1.</summary>
    public (IndexState State, int Row) Find(string key)
    {
        lock (_rowOfKey)
            return (_state, _rowOfKey.GetValueOrDefault(key, -1));
    }

    /// <summary>Writes records behind the rows that readers see; nothing shows before <see cref="Publish"/>.</summary>
    /// <exception cref="ArgumentException">A record cannot be kept.</exception>
    public StagedRows Stage(IReadOnlyList<VideoRecord> records)
    {
        var staged = Reserve(records.Count);
        SharedLoop.Run((records.Count + RecordsAtOnce - 1) / RecordsAtOnce, Environment.ProcessorCount, part =>
        {
            for (var i = part * RecordsAtOnce; i < Math.Min(records.Count, (part + 1) * RecordsAtOnce); i++)
            {
                RecordLimits.Check(records[i], rules.Dimensions);
                staged.Chunk(i, out var row).Write(row, records[i].Embedding.Span, IndexEntry.From(records[i], rules));
            }
        });
        return staged;
    }

    /// <summary>Room for rows that the caller fills.</summary>
    public StagedRows Reserve(int count)
    {
        var state = _state;
        var end = checked(state.RowCount + count);
        var chunks = new IndexChunk[(end + IndexChunk.MostRows - 1) / IndexChunk.MostRows];
        for (var i = 0; i < chunks.Length; i++)
        {
            var needed = Math.Min(end - (i * IndexChunk.MostRows), IndexChunk.MostRows);
            if (i >= state.Chunks.Length)
                chunks[i] = new IndexChunk(rules, needed);
            else
                chunks[i] = state.Chunks[i].Capacity >= needed ? state.Chunks[i] : new IndexChunk(state.Chunks[i], needed);
        }
        return new StagedRows(chunks, state.RowCount, count);
    }

    /// <summary>Shows staged rows to readers, all at once; rows that had the same keys are hidden.</summary>
    public void Publish(StagedRows staged)
    {
        lock (_rowOfKey)
        {
            var (version, live) = (_state.Version + 1, _state.LiveCount);
            _rowOfKey.EnsureCapacity(_state.LiveCount + staged.Count);
            for (var i = 0; i < staged.Count; i++)
            {
                var key = staged.Chunk(i, out var inChunk).Entries[inChunk]!.Key;
                ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rowOfKey, key, out var exists);
                if (exists)
                    staged.Entry(row).RemoveAt(version);
                else
                    live++;
                row = staged.FirstRow + i;
            }
            _state = new IndexState(version, staged.Chunks, staged.FirstRow + staged.Count, live);
            CompactIfWorthwhile();
        }
    }

    /// <summary>Hides the rows of these keys; returns how many there were.</summary>
    public int Remove(IEnumerable<string> keys)
    {
        lock (_rowOfKey)
        {
            var (version, removed) = (_state.Version + 1, 0);
            foreach (var key in keys)
            {
                if (!_rowOfKey.Remove(key, out var row))
                    continue;
                _state.ChunkOf(row, out var inChunk).Entries[inChunk]!.RemoveAt(version);
                removed++;
            }
            if (removed > 0)
                _state = _state with { Version = version, LiveCount = _state.LiveCount - removed };
            CompactIfWorthwhile();
            return removed;
        }
    }

    // Readers of earlier states keep their chunks.
    private void CompactIfWorthwhile()
    {
        var hidden = _state.RowCount - _state.LiveCount;
        if (hidden < LeastWaste || hidden < _state.LiveCount / 2)
            return;
        var chunks = new List<IndexChunk>();
        var count = 0;
        foreach (var (row, entry) in _state.Rows())
        {
            var (chunk, inChunk) = Math.DivRem(count, IndexChunk.MostRows);
            if (chunk == chunks.Count)
                chunks.Add(new IndexChunk(rules, Math.Min(_state.LiveCount - count, IndexChunk.MostRows)));
            chunks[chunk].CopyRow(inChunk, _state.ChunkOf(row, out var sourceRow), sourceRow);
            _rowOfKey[entry.Key] = count++;
        }
        _state = new IndexState(_state.Version + 1, [.. chunks], count, count);
    }
}
