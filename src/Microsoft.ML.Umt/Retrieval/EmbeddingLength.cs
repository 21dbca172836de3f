namespace Microsoft.ML.Umt.Retrieval;

/// <summary>How long embeddings can be.</summary>
internal static class EmbeddingLength
{
    public const int Most = 65_536;

    /// <exception cref="ArgumentOutOfRangeException">The length is out of its range.</exception>
    public static int Check(int dimensions) => dimensions is >= 1 and <= Most
        ? dimensions
        : throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, $"Embeddings must have 1 to {Most} dimensions.");
}
