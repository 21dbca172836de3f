using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Crops and resizes bytes as Pillow's <c>BILINEAR</c> does: a triangle filter that widens when shrinking, rows first, rounded to bytes between the two
/// passes. The transform of pretraining uses it. Thread-safe.
/// </summary>
internal static class AntialiasedResize
{
    private const int Channels = 3;
    private const int Half = 1 << (AntialiasedTaps.PrecisionBits - 1);

    /// <summary>Crops and resizes frames <c>[T,H,W,3]</c> to <c>[T,h,w,3]</c>.</summary>
    public static void Bilinear(ReadOnlySpan<byte> source, int count, FrameSize size, CropBox crop, FrameSize resized, Span<byte> destination)
    {
        FrameChecks.Buffers(source, count, size, destination, resized);
        FrameChecks.Window(crop, size);
        var columns = AntialiasedTaps.Create(crop.Width, resized.Width);
        var rows = AntialiasedTaps.Create(crop.Height, resized.Height);
        var stride = resized.Width * Channels;
        var between = ArrayPool<byte>.Shared.Rent(crop.Height * stride);
        try
        {
            for (var t = 0; t < count; t++)
            {
                var frame = source.Slice(t * size.RgbBytes, size.RgbBytes);
                for (var y = 0; y < crop.Height; y++)
                {
                    var line = frame.Slice(((crop.Top + y) * size.Width + crop.Left) * Channels, crop.Width * Channels);
                    FilterRow(line, columns, between.AsSpan(y * stride, stride));
                }
                FilterColumns(between, stride, rows, destination.Slice(t * resized.RgbBytes, resized.RgbBytes));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    private static void FilterRow(ReadOnlySpan<byte> line, AntialiasedTaps taps, Span<byte> row)
    {
        for (var x = 0; x < taps.First.Length; x++)
        {
            var weights = taps.Weights[x];
            int r = Half, g = Half, b = Half, at = taps.First[x] * Channels;
            foreach (var weight in weights)
            {
                r += line[at] * weight;
                g += line[at + 1] * weight;
                b += line[at + 2] * weight;
                at += Channels;
            }
            row[x * Channels] = ToByte(r);
            row[x * Channels + 1] = ToByte(g);
            row[x * Channels + 2] = ToByte(b);
        }
    }

    private static void FilterColumns(ReadOnlySpan<byte> lines, int stride, AntialiasedTaps taps, Span<byte> frame)
    {
        var sums = ArrayPool<int>.Shared.Rent(stride);
        try
        {
            for (var y = 0; y < taps.First.Length; y++)
            {
                sums.AsSpan(0, stride).Fill(Half);
                for (var k = 0; k < taps.Weights[y].Length; k++)
                {
                    var line = lines.Slice((taps.First[y] + k) * stride, stride);
                    var weight = taps.Weights[y][k];
                    for (var i = 0; i < line.Length; i++)
                        sums[i] += line[i] * weight;
                }
                for (var i = 0; i < stride; i++)
                    frame[y * stride + i] = ToByte(sums[i]);
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(sums);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> AntialiasedTaps.PrecisionBits, 0, 255);
}
