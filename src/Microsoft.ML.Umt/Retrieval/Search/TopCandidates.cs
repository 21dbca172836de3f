using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>The best rows of one query so far: a heap whose root is the worst of them. Equal scores are ordered by key.</summary>
internal sealed class TopCandidates(int capacity)
{
    private (float Score, int Row, IndexEntry Entry)[] _heap = new (float, int, IndexEntry)[Math.Min(capacity, 64)];

    public int Count { get; private set; }

    public ReadOnlySpan<(float Score, int Row, IndexEntry Entry)> Items => _heap.AsSpan(0, Count);

    /// <summary>A row below this score has no chance.</summary>
    public float Threshold => Count < capacity ? float.NegativeInfinity : _heap[0].Score;

    public void Offer(float score, int row, IndexEntry entry)
    {
        var item = (score, row, entry);
        if (Count < capacity)
        {
            if (Count == _heap.Length)
                Array.Resize(ref _heap, Math.Min(capacity, Count * 2));
            var at = Count++;
            for (; at > 0 && IsWorse(item, _heap[(at - 1) / 2]); at = (at - 1) / 2)
                _heap[at] = _heap[(at - 1) / 2];
            _heap[at] = item;
        }
        else if (IsWorse(_heap[0], item))
        {
            var at = 0;
            for (var child = 1; child < Count; child = (2 * at) + 1)
            {
                if (child + 1 < Count && IsWorse(_heap[child + 1], _heap[child]))
                    child++;
                if (!IsWorse(_heap[child], item))
                    break;
                _heap[at] = _heap[child];
                at = child;
            }
            _heap[at] = item;
        }
    }

    private static bool IsWorse((float Score, int Row, IndexEntry Entry) a, (float Score, int Row, IndexEntry Entry) b) =>
        a.Score != b.Score ? a.Score < b.Score : KeyOrder.Instance.Compare(a.Entry.Key, b.Entry.Key) > 0;
}
