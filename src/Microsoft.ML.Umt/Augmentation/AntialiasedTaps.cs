namespace Microsoft.ML.Umt.Augmentation;

/// <summary>For each output position of one axis: the run of source positions under a triangle as wide as the shrinking demands, and their weights.</summary>
internal sealed class AntialiasedTaps
{
    /// <summary>Bits behind the point of a weight: what Pillow leaves room for beside 8-bit values and two guard bits.</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    private AntialiasedTaps(int[] first, int[][] weights) => (First, Weights) = (first, weights);

    /// <summary>First source position of each output.</summary>
    public int[] First { get; }

    /// <summary>Fixed-point weights of the positions from there.</summary>
    public int[][] Weights { get; }

    /// <summary>Taps from <paramref name="source"/> to <paramref name="resized"/> positions.</summary>
    public static AntialiasedTaps Create(int source, int resized)
    {
        var scale = (double)source / resized;
        var support = Math.Max(scale, 1);
        var first = new int[resized];
        var weights = new int[resized][];
        for (var i = 0; i < resized; i++)
        {
            var centre = (i + 0.5) * scale;
            first[i] = Math.Max(0, (int)(centre - support + 0.5));
            var end = Math.Min(source, (int)(centre + support + 0.5));
            var triangle = new double[end - first[i]];
            for (var k = 0; k < triangle.Length; k++)
                triangle[k] = Math.Max(0, 1 - Math.Abs((k + first[i] - centre + 0.5) * (1 / support)));
            var sum = triangle.Sum();
            weights[i] = Array.ConvertAll(triangle, weight => (int)(0.5 + weight / sum * (1 << PrecisionBits)));
        }
        return new AntialiasedTaps(first, weights);
    }
}
