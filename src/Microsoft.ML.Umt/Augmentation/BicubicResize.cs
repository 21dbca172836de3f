using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Bicubic resizing of bytes in float (kernel parameter -0.75, no antialiasing), rounded half to even: what the test transform of the video-text models
/// does, without keeping the aspect ratio. Thread-safe.
/// </summary>
internal static class BicubicResize
{
    private const int Channels = 3;
    private const int Taps = 4;
    private const float Kernel = -0.75f;

    /// <summary>Resizes frames <c>[T,H,W,3]</c> to <c>[T,h,w,3]</c>.</summary>
    public static void Resize(ReadOnlySpan<byte> source, int count, FrameSize size, FrameSize resized, Span<byte> destination)
    {
        FrameChecks.Buffers(source, count, size, destination, resized);
        var (columns, columnWeights) = Positions(size.Width, resized.Width);
        var (rows, rowWeights) = Positions(size.Height, resized.Height);
        var stride = resized.Width * Channels;
        var stretched = ArrayPool<float>.Shared.Rent(size.Height * stride);
        try
        {
            for (var t = 0; t < count; t++)
            {
                var frame = source.Slice(t * size.RgbBytes, size.RgbBytes);
                for (var y = 0; y < size.Height; y++)
                    StretchRow(frame.Slice(y * size.Width * Channels, size.Width * Channels), columns, columnWeights, stretched.AsSpan(y * stride, stride));
                for (var y = 0; y < resized.Height; y++)
                {
                    var line = destination.Slice((t * resized.Height + y) * stride, stride);
                    for (var i = 0; i < stride; i++)
                    {
                        var sum = 0f;
                        for (var k = 0; k < Taps; k++)
                            sum += stretched[rows[y * Taps + k] * stride + i] * rowWeights[y * Taps + k];
                        line[i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(stretched);
        }
    }

    private static void StretchRow(ReadOnlySpan<byte> line, int[] columns, float[] weights, Span<float> row)
    {
        for (var x = 0; x < row.Length / Channels; x++)
        {
            for (var c = 0; c < Channels; c++)
            {
                var sum = 0f;
                for (var k = x * Taps; k < (x + 1) * Taps; k++)
                    sum += line[columns[k] * Channels + c] * weights[k];
                row[x * Channels + c] = sum;
            }
        }
    }

    private static (int[] Positions, float[] Weights) Positions(int source, int resized)
    {
        var positions = new int[resized * Taps];
        var weights = new float[resized * Taps];
        var scale = (float)source / resized;
        for (var i = 0; i < resized; i++)
        {
            var centre = scale * (i + 0.5f) - 0.5f;
            var first = (int)MathF.Floor(centre);
            var fraction = centre - first;
            for (var k = 0; k < Taps; k++)
            {
                positions[i * Taps + k] = Math.Clamp(first - 1 + k, 0, source - 1);
                weights[i * Taps + k] = Weight(Math.Abs(fraction + 1 - k));
            }
        }
        return (positions, weights);
    }

    private static float Weight(float distance) => distance <= 1
        ? ((Kernel + 2) * distance - (Kernel + 3)) * distance * distance + 1
        : ((Kernel * distance - 5 * Kernel) * distance + 8 * Kernel) * distance - 4 * Kernel;
}
