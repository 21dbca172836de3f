using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>What every embedding of an index has to be, and what is done to it on its way in.</summary>
internal sealed record EmbeddingRules(int Dimensions, EmbeddingStorage Storage, bool Normalize)
{
    /// <summary>Bytes of a stored embedding, without padding.</summary>
    public int EmbeddingBytes => Dimensions * (Storage == EmbeddingStorage.Float32 ? sizeof(float) : sizeof(ushort));

    /// <summary>Checks, copies and, if asked for, scales an embedding to length one.</summary>
    /// <exception cref="ArgumentException">A value is not finite or too large, or all are zero where a length of one is asked for.</exception>
    public void Copy(ReadOnlySpan<float> source, Span<float> target, string key)
    {
        source.CopyTo(target);
        // Text for the message is made only if it is needed: this runs for every row.
        var largest = TensorPrimitives.MaxMagnitude(source);
        if (!float.IsFinite(largest) || (Storage == EmbeddingStorage.Float16 && Math.Abs(largest) > 65_504))
            RecordLimits.CheckValues(source, Storage, $"The embedding of '{RecordLimits.Shortened(key)}'");
        if (Normalize && !TryNormalize(target))
            throw new ArgumentException($"The embedding of '{RecordLimits.Shortened(key)}' is zero, which has no direction, and the index compares directions. Leave it out.");
    }

    /// <summary>A query in the form the search takes.</summary>
    /// <exception cref="ArgumentException">Its length is wrong, or a value is not finite.</exception>
    public float[] Query(ReadOnlySpan<float> query)
    {
        RecordLimits.CheckLength(query.Length, Dimensions, "The query");
        RecordLimits.CheckValues(query, EmbeddingStorage.Float32, "The query");
        var copy = query.ToArray();
        if (Normalize && !TryNormalize(copy))
            throw new ArgumentException("The query is zero, which has no direction, and the index compares directions.");
        return copy;
    }

    /// <summary>Scales to length one; false for zero. What has length one already stays as it is, bit for bit.</summary>
    public static bool TryNormalize(Span<float> values)
    {
        double squares = TensorPrimitives.SumOfSquares(values);
        if (squares is > 1e-30 and < 1e30)
        {
            if (Math.Abs(squares - 1) > 1e-5)
                TensorPrimitives.Multiply(values, (float)(1 / Math.Sqrt(squares)), values);
            return true;
        }
        // Tiny or huge values, whose squares float32 does not hold.
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest == 0)
            return false;
        TensorPrimitives.Divide(values, largest, values);
        return TryNormalize(values);
    }
}
