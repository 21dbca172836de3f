using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>Compares every row with every query, on all cores, and keeps the best.</summary>
internal static class ExactSearch
{
    /// <summary>
    /// How many rows beyond those asked for are scored exactly: the kernels sum in float32, so rows whose scores differ in the last digits may change places.
    /// </summary>
    public const int Margin = 16;

    // Queries that stay in a core's second-level cache while rows stream past: 256 x 512 x 4 bytes = 512 KiB.
    private const int MostQueriesAtOnce = 256;

    // Below this many, panels would mostly multiply zeros.
    private const int LeastQueriesForPanels = 3;

    // Rows a thread takes at a time: a multiple of the block, small enough to share out evenly.
    private const int RowsPerTurn = IndexChunk.RowBlock * 64;

    /// <summary>The best rows of each query: exact score downwards, then key upwards.</summary>
    /// <param name="state">What is searched.</param>
    /// <param name="queries">Checked queries.</param>
    /// <param name="count">Rows per query.</param>
    /// <param name="filter">Which rows take part; null for all.</param>
    /// <param name="threads">Threads, 1 or more.</param>
    /// <param name="cancellationToken">Ends the search early.</param>
    public static FoundRow[][] Run(IndexState state, float[][] queries, int count, Func<VideoRecord, bool>? filter, int threads, CancellationToken cancellationToken)
    {
        var results = new FoundRow[queries.Length][];
        if (state.RowCount == 0)
        {
            Array.Fill(results, []);
            return results;
        }
        var capacity = (int)Math.Min((long)count + Margin, state.LiveCount);
        var atOnce = capacity > 4096 ? PanelKernel.Queries : MostQueriesAtOnce;
        for (var first = 0; first < queries.Length; first += atOnce)
        {
            var group = queries.AsSpan(first, Math.Min(atOnce, queries.Length - first)).ToArray();
            var workers = Scan(state, group, Math.Max(capacity, 1), filter, threads, cancellationToken);
            var start = first;
            SharedLoop.Run(group.Length, threads, i => results[start + i] = Merge(state, group[i], workers.Select(worker => worker.Best[i]), count));
        }
        return results;
    }

    private static SearchWorker[] Scan(IndexState state, float[][] queries, int capacity, Func<VideoRecord, bool>? filter, int threads, CancellationToken cancellationToken)
    {
        var inPanels = queries.Length >= LeastQueriesForPanels;
        var panels = new QueryPanels(queries, state.Chunks[0].Stride, inPanels);
        var turnsPerChunk = IndexChunk.MostRows / RowsPerTurn;
        var turns = (state.RowCount + RowsPerTurn - 1) / RowsPerTurn;
        var workers = new SearchWorker[Math.Min(threads, turns)];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = new SearchWorker(state, panels, queries.Length, queries[0].Length, capacity, filter);
        var next = -1;
        SharedLoop.Run(workers.Length, workers.Length, i =>
        {
            for (int turn; (turn = Interlocked.Increment(ref next)) < turns;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (chunk, inChunk) = Math.DivRem(turn, turnsPerChunk);
                var firstRow = chunk * IndexChunk.MostRows;
                var start = inChunk * RowsPerTurn;
                var end = Math.Min(start + RowsPerTurn, state.RowCount - firstRow);
                if (inPanels)
                    workers[i].ScanPanels(state.Chunks[chunk], firstRow, start, end);
                else
                    workers[i].ScanSingly(state.Chunks[chunk], firstRow, start, end);
            }
        });
        GC.KeepAlive(panels);
        return workers;
    }

    private static FoundRow[] Merge(IndexState state, float[] query, IEnumerable<TopCandidates> parts, int count)
    {
        var rows = new List<FoundRow>();
        foreach (var part in parts)
        {
            foreach (var (_, row, entry) in part.Items)
            {
                var embedding = state.ChunkOf(row, out var inChunk).Embedding(inChunk);
                rows.Add(new FoundRow(entry, embedding, ExactScore.Of(embedding.Span, query)));
            }
        }
        rows.Sort();
        return [.. rows.Take(count)];
    }
}
