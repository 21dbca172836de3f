namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Changes that depend on a pixel's value alone, as Pillow's <c>ImageOps</c> does them. Frames <c>[H,W,3]</c> are changed in place.</summary>
internal static class ToneCurves
{
    /// <summary>Applies one curve to all channels.</summary>
    public static void Map(Span<byte> frame, Func<int, int> curve)
    {
        Span<byte> table = stackalloc byte[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = (byte)Math.Clamp(curve(value), 0, 255);
        for (var i = 0; i < frame.Length; i++)
            frame[i] = table[frame[i]];
    }

    /// <summary>Keeps the highest <paramref name="bits"/> bits of each value.</summary>
    public static void Posterize(Span<byte> frame, int bits) => Map(frame, value => value & ~((1 << (8 - bits)) - 1));

    /// <summary>Inverts values at or above the threshold.</summary>
    public static void Solarize(Span<byte> frame, int threshold) => Map(frame, value => value < threshold ? value : 255 - value);

    /// <summary>Adds to the values of the darker half.</summary>
    public static void SolarizeAdd(Span<byte> frame, int amount) => Map(frame, value => value < 128 ? Math.Min(255, value + amount) : value);

    /// <summary>Stretches each channel so that its darkest value becomes 0 and its brightest 255.</summary>
    public static void AutoContrast(Span<byte> frame) => MapChannels(frame, histogram =>
    {
        var low = Array.FindIndex(histogram, count => count > 0);
        var high = Array.FindLastIndex(histogram, count => count > 0);
        if (high <= low)
            return value => value;
        var scale = 255.0 / (high - low);
        return value => (int)(value * scale - low * scale);
    });

    /// <summary>Spreads each channel's values so that all are about equally frequent.</summary>
    public static void Equalize(Span<byte> frame) => MapChannels(frame, histogram =>
    {
        var occurring = histogram.Where(count => count > 0).ToArray();
        var step = occurring.Length <= 1 ? 0 : (occurring.Sum() - occurring[^1]) / 255;
        if (step == 0)
            return value => value;
        var table = new int[256];
        var sum = step / 2;
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = sum / step;
            sum += histogram[value];
        }
        return value => table[value];
    });

    private static void MapChannels(Span<byte> frame, Func<int[], Func<int, int>> curveOf)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var histogram = new int[256];
            for (var i = channel; i < frame.Length; i += 3)
                histogram[frame[i]]++;
            var curve = curveOf(histogram);
            var table = Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(curve(value), 0, 255)).ToArray();
            for (var i = channel; i < frame.Length; i += 3)
                frame[i] = table[frame[i]];
        }
    }
}
