using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>A row that was found, and its exact score. The order is that of results: higher scores first, then keys.</summary>
internal readonly record struct FoundRow(IndexEntry Entry, ReadOnlyMemory<float> Embedding, float Score) : IComparable<FoundRow>
{
    public int CompareTo(FoundRow other) =>
        Score != other.Score ? other.Score.CompareTo(Score) : KeyOrder.Instance.Compare(Entry.Key, other.Entry.Key);
}
