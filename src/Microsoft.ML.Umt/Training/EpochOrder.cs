namespace Microsoft.ML.Umt.Training;

/// <summary>The order in which an epoch visits the samples.</summary>
internal static class EpochOrder
{
    private const int OrderStream = -1;

    /// <summary>A permutation of 0 … <paramref name="count"/> - 1 that follows from the seed and the epoch.</summary>
    public static int[] Shuffled(int count, int seed, int epoch)
    {
        var order = Enumerable.Range(0, count).ToArray();
        SampleSeed.Random(seed, epoch, OrderStream).Shuffle(order);
        return order;
    }

    /// <summary>Cuts an order into batches. A shorter last batch is kept unless <paramref name="dropLast"/>, and always when it is the only one.</summary>
    public static IEnumerable<ArraySegment<int>> Batches(int[] order, int batchSize, bool dropLast)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        for (var start = 0; start < order.Length; start += batchSize)
        {
            var size = Math.Min(batchSize, order.Length - start);
            if (size == batchSize || !dropLast || start == 0)
                yield return new ArraySegment<int>(order, start, size);
        }
    }

    /// <summary>Number of batches that <see cref="Batches"/> yields.</summary>
    public static int BatchCount(int samples, int batchSize, bool dropLast) =>
        dropLast && samples >= batchSize ? samples / batchSize : (samples + batchSize - 1) / batchSize;
}
