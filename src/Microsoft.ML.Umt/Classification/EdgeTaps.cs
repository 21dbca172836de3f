namespace Microsoft.ML.Umt.Classification;

/// <summary>Where the pixels along one side of a frame come from when its two edges are moved: two neighbours each, blended. Immutable.</summary>
internal sealed class EdgeTaps
{
    private EdgeTaps(int count) => (First, Second, Weight) = (new int[count], new int[count], new float[count]);

    /// <summary>Pixels along the side.</summary>
    public int Count => First.Length;

    public int[] First { get; }

    public int[] Second { get; }

    /// <summary>Share of the second neighbour.</summary>
    public float[] Weight { get; }

    /// <summary>Stretches the part between two edges over the whole side.</summary>
    /// <param name="count">Pixels along the side.</param>
    /// <param name="near">How far the first edge moves inwards, as a share of the side; negative is outwards, where the outermost pixel goes on.</param>
    /// <param name="far">How far the last edge moves outwards.</param>
    /// <param name="shift">Pixels by which everything moves.</param>
    public static EdgeTaps Of(int count, double near, double far, double shift)
    {
        var taps = new EdgeTaps(count);
        var start = near * count + shift;
        var scale = 1 + far - near;
        for (var i = 0; i < count; i++)
        {
            var position = Math.Clamp(start + (i + 0.5) * scale - 0.5, 0, count - 1);
            taps.First[i] = (int)position;
            taps.Second[i] = Math.Min(taps.First[i] + 1, count - 1);
            taps.Weight[i] = (float)(position - taps.First[i]);
        }
        return taps;
    }
}
