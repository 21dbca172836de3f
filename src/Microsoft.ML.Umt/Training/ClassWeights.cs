namespace Microsoft.ML.Umt.Training;

/// <summary>Weights against uneven class sizes.</summary>
internal static class ClassWeights
{
    /// <summary>
    /// Weights inverse to the class sizes, <c>total / (classes present * size)</c>: every class that occurs pulls equally, and the mean weight of a
    /// sample is 1. Classes without samples get 0.
    /// </summary>
    public static float[] Balanced(IReadOnlyList<long> counts)
    {
        var total = counts.Sum();
        var present = counts.Count(count => count > 0);
        return counts.Select(count => count == 0 ? 0f : (float)((double)total / ((double)present * count))).ToArray();
    }
}
