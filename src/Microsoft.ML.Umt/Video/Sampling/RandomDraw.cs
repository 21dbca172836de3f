namespace Microsoft.ML.Umt;

/// <summary>Draws from a local generator, so that a seed repeats a run and no global state is touched.</summary>
internal sealed class RandomDraw(Random random) : IFrameDraw
{
    /// <inheritdoc/>
    public int Next(int low, int high) => (int)random.NextInt64(low, (long)high + 1);

    /// <inheritdoc/>
    public int[] Permutation(int count)
    {
        var order = new int[count];
        for (var i = 0; i < count; i++)
            order[i] = i;
        random.Shuffle(order);
        return order;
    }
}
