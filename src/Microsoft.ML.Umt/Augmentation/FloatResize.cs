using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Crops bytes and resizes the crop to float values 0 … 255, bilinear with half-pixel centres and no antialiasing: what PyTorch's
/// <c>interpolate(mode='bilinear', align_corners=False)</c> does on the frames of finetuning. Thread-safe.
/// </summary>
internal static class FloatResize
{
    private const int Channels = 3;

    /// <summary>Crops and resizes <paramref name="count"/> frames.</summary>
    /// <param name="source">Frames <c>[T,H,W,3]</c>.</param>
    /// <param name="count">Number of frames T.</param>
    /// <param name="size">Size of the source frames.</param>
    /// <param name="crop">The part to keep.</param>
    /// <param name="resized">Size of the result.</param>
    /// <param name="mirrored">Whether to swap left and right.</param>
    /// <param name="destination">Receives <c>[T,h,w,3]</c>, not rounded.</param>
    public static void Bilinear(
        ReadOnlySpan<byte> source, int count, FrameSize size, CropBox crop, FrameSize resized, bool mirrored, Span<float> destination)
    {
        FrameChecks.Window(crop, size);
        if (source.Length < (long)count * size.RgbBytes || destination.Length < (long)count * resized.RgbBytes)
            throw new ArgumentException($"{count} frames of {size.Width}x{size.Height} do not fit the source, or of {resized.Width}x{resized.Height} the destination.");
        var columns = FloatTaps.Create(crop.Width, resized.Width);
        var rows = FloatTaps.Create(crop.Height, resized.Height);
        var lineLength = resized.Width * Channels;
        var scratch = ArrayPool<float>.Shared.Rent(2 * lineLength);
        try
        {
            var upper = scratch.AsSpan(0, lineLength);
            var lower = scratch.AsSpan(lineLength, lineLength);
            for (var t = 0; t < count; t++)
            {
                var frame = source.Slice(t * size.RgbBytes, size.RgbBytes);
                for (var y = 0; y < resized.Height; y++)
                {
                    Stretch(Line(frame, size, crop, rows.First[y]), columns, mirrored, upper);
                    Stretch(Line(frame, size, crop, rows.Second[y]), columns, mirrored, lower);
                    Blend(upper, lower, rows.Weight[y], destination.Slice((t * resized.Height + y) * lineLength, lineLength));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> frame, FrameSize size, CropBox crop, int row) =>
        frame.Slice(((crop.Top + row) * size.Width + crop.Left) * Channels, crop.Width * Channels);

    private static void Stretch(ReadOnlySpan<byte> line, FloatTaps columns, bool mirrored, Span<float> row)
    {
        var last = columns.Weight.Length - 1;
        for (var x = 0; x <= last; x++)
        {
            int first = columns.First[x] * Channels, second = columns.Second[x] * Channels;
            var weight = columns.Weight[x];
            var target = (mirrored ? last - x : x) * Channels;
            for (var c = 0; c < Channels; c++)
                row[target + c] = (1 - weight) * line[first + c] + weight * line[second + c];
        }
    }

    private static void Blend(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float weight, Span<float> destination)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (1 - weight) * upper[i] + weight * lower[i];
    }
}
