using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>One thread's part of a search: it takes blocks of rows and keeps the best of them for each query.</summary>
internal sealed unsafe class SearchWorker
{
    private readonly IndexState _state;
    private readonly QueryPanels _queries;
    private readonly Func<VideoRecord, bool>? _filter;
    private readonly int _dimensions;
    private readonly float[] _thresholds;
    private readonly float[] _scores = new float[IndexChunk.RowBlock * PanelKernel.Queries];
    private float[] _widened = [];

    public SearchWorker(IndexState state, QueryPanels queries, int queryCount, int dimensions, int capacity, Func<VideoRecord, bool>? filter)
    {
        (_state, _queries, _dimensions, _filter) = (state, queries, dimensions, filter);
        Best = new TopCandidates[queryCount];
        for (var i = 0; i < Best.Length; i++)
            Best[i] = new TopCandidates(capacity);
        // Queries that only fill up a panel never find anything.
        _thresholds = new float[(queryCount + PanelKernel.Queries - 1) / PanelKernel.Queries * PanelKernel.Queries];
        _thresholds.AsSpan(queryCount).Fill(float.PositiveInfinity);
        _thresholds.AsSpan(0, queryCount).Fill(float.NegativeInfinity);
    }

    /// <summary>The best rows so far, per query.</summary>
    public TopCandidates[] Best { get; }

    /// <summary>Rows one by one, queries one by one.</summary>
    public void ScanSingly(IndexChunk chunk, int firstRow, int start, int end)
    {
        for (var row = start; row < end; row++)
        {
            for (var query = 0; query < _queries.Count; query++)
            {
                var score = chunk.Singles is not null
                    ? DotKernel.Of(chunk.Singles + ((long)row * chunk.Stride), _queries[query], chunk.Stride)
                    : DotKernel.Of(chunk.Halves + ((long)row * chunk.Stride), _queries[query], chunk.Stride);
                if (score >= _thresholds[query])
                    Offer(query, score, chunk, firstRow, row);
            }
        }
    }

    /// <summary>Rows by the dozen, queries by the panel. Rows behind the last are computed too and left out.</summary>
    public void ScanPanels(IndexChunk chunk, int firstRow, int start, int end)
    {
        fixed (float* scores = _scores, thresholds = _thresholds)
        {
            for (var row = start; row < end; row += IndexChunk.RowBlock)
            {
                if (chunk.Singles is not null)
                {
                    ScanBlock(chunk.Singles + ((long)row * chunk.Stride), scores, thresholds, chunk, firstRow, row);
                    continue;
                }
                if (_widened.Length == 0)
                    _widened = GC.AllocateUninitializedArray<float>(IndexChunk.RowBlock * chunk.Stride, pinned: true);
                TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(chunk.Halves + ((long)row * chunk.Stride), _widened.Length), _widened);
                fixed (float* widened = _widened)
                    ScanBlock(widened, scores, thresholds, chunk, firstRow, row);
            }
        }
    }

    private void ScanBlock(float* rows, float* scores, float* thresholds, IndexChunk chunk, int firstRow, int row)
    {
        for (var panel = 0; panel < _queries.Count; panel++)
        {
            PanelKernel.Run(rows, chunk.Stride, _queries[panel], _dimensions, scores);
            var first = panel * PanelKernel.Queries;
            for (var i = 0; i < IndexChunk.RowBlock; i++)
            {
                for (var half = 0; half < PanelKernel.Queries; half += 16)
                {
                    var found = Vector512.GreaterThanOrEqual(Vector512.Load(scores + (i * PanelKernel.Queries) + half), Vector512.Load(thresholds + first + half)).ExtractMostSignificantBits();
                    for (; found != 0; found &= found - 1)
                    {
                        var query = half + BitOperations.TrailingZeroCount(found);
                        Offer(first + query, scores[(i * PanelKernel.Queries) + query], chunk, firstRow, row + i);
                    }
                }
            }
        }
    }

    private void Offer(int query, float score, IndexChunk chunk, int firstRow, int row)
    {
        // Rows behind the state's last may be half written by now.
        if (firstRow + row >= _state.RowCount || chunk.Entries[row] is not { } entry || !entry.IsVisibleAt(_state.Version))
            return;
        if (_filter is not null && !_filter(entry.ToRecord()))
            return;
        Best[query].Offer(score, firstRow + row, entry);
        _thresholds[query] = Best[query].Threshold;
    }
}
