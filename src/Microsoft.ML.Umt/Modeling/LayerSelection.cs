namespace Microsoft.ML.Umt.Modeling;

/// <summary>Which blocks hand out their features when several layers are aligned (spec <c>umt-single</c>, section 1.5).</summary>
internal static class LayerSelection
{
    /// <summary>Block indices in ascending order: <c>depth - int(i * interval) - 1</c> for i = 0 .. layers - 1.</summary>
    public static int[] Last(int depth, int layers, double interval) =>
        [.. Enumerable.Range(0, layers).Select(i => depth - (int)(i * interval) - 1).Order()];

    public static void Validate(int depth, int layers, double interval, string layersName, string intervalName)
    {
        ConfigGuard.Positive(layers, layersName);
        if (!(interval >= 1 && double.IsFinite(interval)))
            throw new ArgumentOutOfRangeException(intervalName, interval, $"{intervalName} must be a finite number of at least 1, or a block would be taken twice.");
        if (depth - (int)((layers - 1) * interval) - 1 < 0)
        {
            throw new ArgumentOutOfRangeException(
                layersName, layers, $"{layersName} with {intervalName} {interval} reaches below the first of {depth} blocks.");
        }
    }
}
