namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// For each output position of one axis: the two source positions that bilinear interpolation reads and their 11-bit weights.
/// Positions follow pixel centres, <c>(i + 0.5) * scale - 0.5</c>, computed in double and kept in float as OpenCV's <c>INTER_LINEAR</c> does,
/// because the last bit of a weight decides whether a byte comes out equal.
/// </summary>
internal sealed class FixedPointTaps
{
    /// <summary>Weights are in units of 1/2048.</summary>
    public const int One = 1 << 11;

    private FixedPointTaps(int length)
    {
        First = new int[length];
        Second = new int[length];
        FirstWeight = new short[length];
        SecondWeight = new short[length];
    }

    /// <summary>Source position of the left (upper) tap.</summary>
    public int[] First { get; }

    /// <summary>Source position of the right (lower) tap.</summary>
    public int[] Second { get; }

    /// <summary>Weight of <see cref="First"/>.</summary>
    public short[] FirstWeight { get; }

    /// <summary>Weight of <see cref="Second"/>.</summary>
    public short[] SecondWeight { get; }

    /// <summary>Taps for the outputs <paramref name="start"/> … <paramref name="start"/> + <paramref name="length"/> - 1 of a row.</summary>
    public static FixedPointTaps Columns(int source, int resized, int start, int length) => Build(source, resized, start, length, weighBorder: false);

    /// <summary>Taps for rows. At the border a row reads the same line twice with both weights, whose separate rounding shows in the result.</summary>
    public static FixedPointTaps Rows(int source, int resized, int start, int length) => Build(source, resized, start, length, weighBorder: true);

    private static FixedPointTaps Build(int source, int resized, int start, int length, bool weighBorder)
    {
        var taps = new FixedPointTaps(length);
        var scale = 1.0 / ((double)resized / source);
        for (var i = 0; i < length; i++)
        {
            var position = (float)((start + i + 0.5) * scale - 0.5);
            var first = (int)MathF.Floor(position);
            var fraction = position - first;
            if (!weighBorder && (first < 0 || first >= source - 1))
                fraction = 0;
            taps.First[i] = Math.Clamp(first, 0, source - 1);
            taps.Second[i] = Math.Clamp(first + 1, 0, source - 1);
            taps.FirstWeight[i] = (short)MathF.Round((1f - fraction) * One);
            taps.SecondWeight[i] = (short)MathF.Round(fraction * One);
        }
        return taps;
    }
}
