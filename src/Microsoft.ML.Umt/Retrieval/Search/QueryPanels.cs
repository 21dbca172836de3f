namespace Microsoft.ML.Umt.Retrieval;

/// <summary>Queries in the order in which the kernels read them, in one pinned array.</summary>
internal sealed unsafe class QueryPanels
{
    private readonly float[] _values;
    private readonly int _size;
    private readonly float* _first;

    /// <param name="queries">Queries of one length.</param>
    /// <param name="stride">Their length, padded to a multiple of 16.</param>
    /// <param name="inPanels">Interleaved, 32 at a time, missing ones zero; else one after the other.</param>
    public QueryPanels(ReadOnlySpan<float[]> queries, int stride, bool inPanels)
    {
        Count = inPanels ? (queries.Length + PanelKernel.Queries - 1) / PanelKernel.Queries : queries.Length;
        _size = stride * (inPanels ? PanelKernel.Queries : 1);
        _values = GC.AllocateArray<float>((Count * _size) + 16, pinned: true);
        fixed (float* start = _values)
            _first = (float*)(((nint)start + 63) & ~63);
        for (var q = 0; q < queries.Length; q++)
        {
            var target = inPanels ? _first + ((long)(q / PanelKernel.Queries) * _size) + (q % PanelKernel.Queries) : _first + ((long)q * _size);
            var step = inPanels ? PanelKernel.Queries : 1;
            for (var i = 0; i < queries[q].Length; i++)
                target[i * step] = queries[q][i];
        }
    }

    /// <summary>Panels, or queries.</summary>
    public int Count { get; }

    /// <summary>The start of a panel or a query; valid while this object is reachable.</summary>
    public float* this[int index] => _first + ((long)index * _size);
}
