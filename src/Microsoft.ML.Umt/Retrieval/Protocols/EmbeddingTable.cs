using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Embeddings of equal length in one block of memory, row after row.</summary>
internal sealed class EmbeddingTable(int length)
{
    private readonly List<float[]> _rows = [];

    public int Count => _rows.Count;

    public int Length { get; } = length;

    public ReadOnlySpan<float> this[int row] => _rows[row];

    /// <summary>Adds an embedding of the right length. It is not copied.</summary>
    public void Add(float[] embedding) => _rows.Add(embedding);

    /// <summary>
    /// Inner products of some rows of <paramref name="queries"/> with all rows of this table, <c>[queries, rows]</c>. A row that is fetched from memory serves all
    /// these queries, and memory is what limits this.
    /// </summary>
    public void Score(EmbeddingTable queries, int start, int count, Span<float> scores)
    {
        for (var row = 0; row < Count; row++)
        {
            ReadOnlySpan<float> candidate = _rows[row];
            for (var query = 0; query < count; query++)
                scores[query * Count + row] = TensorPrimitives.Dot(queries[start + query], candidate);
        }
    }

    /// <summary>Brings an embedding to length 1 in place; zeros stay zeros.</summary>
    public static void Normalize(Span<float> embedding)
    {
        // As the reference: divided by the norm, but never by less than 1e-12.
        var norm = Math.Max(TensorPrimitives.Norm<float>(embedding), 1e-12f);
        TensorPrimitives.Divide(embedding, norm, embedding);
    }

    /// <summary>The mean of frames that were each brought to length 1; <paramref name="frames"/> is <c>[frames, length]</c> and is changed.</summary>
    public static float[] MeanOfFrames(float[] frames, int length)
    {
        var mean = new float[length];
        for (var at = 0; at < frames.Length; at += length)
        {
            var frame = frames.AsSpan(at, length);
            Normalize(frame);
            TensorPrimitives.Add(mean, frame, mean);
        }
        TensorPrimitives.Divide(mean, frames.Length / length, mean);
        return mean;
    }
}
