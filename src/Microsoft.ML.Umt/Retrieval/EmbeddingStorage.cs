namespace Microsoft.ML.Umt;

/// <summary>How a <see cref="VideoIndex"/> keeps embeddings, in memory and in files.</summary>
public enum EmbeddingStorage
{
    /// <summary>32-bit floats: exactly what was given.</summary>
    Float32 = 0,

    /// <summary>
    /// 16-bit floats: half the memory, and a single query is faster. Values are rounded to 11 significant bits; magnitudes above 65,504 are refused.
    /// Search is exact over the rounded values.
    /// </summary>
    Float16 = 1,
}
