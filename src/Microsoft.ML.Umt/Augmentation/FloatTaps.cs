namespace Microsoft.ML.Umt.Augmentation;

/// <summary>For each output position of one axis: the two source positions of bilinear interpolation and the weight of the second, in float.</summary>
internal sealed record FloatTaps(int[] First, int[] Second, float[] Weight)
{
    /// <summary>Half-pixel centres; positions left of the first pixel are moved onto it.</summary>
    public static FloatTaps Create(int source, int resized)
    {
        var taps = new FloatTaps(new int[resized], new int[resized], new float[resized]);
        var scale = (float)source / resized;
        for (var i = 0; i < resized; i++)
        {
            var position = Math.Max(0, scale * (i + 0.5f) - 0.5f);
            var first = Math.Min((int)position, source - 1);
            taps.First[i] = first;
            taps.Second[i] = Math.Min(first + 1, source - 1);
            taps.Weight[i] = position - first;
        }
        return taps;
    }
}
