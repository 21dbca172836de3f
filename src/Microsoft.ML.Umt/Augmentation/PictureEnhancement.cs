using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Pillow's <c>ImageEnhance</c>: the distance from a poorer picture (grey, black, smoothed) times a factor; 1 changes nothing.
/// Frames <c>[H,W,3]</c> are changed in place.
/// </summary>
internal static class PictureEnhancement
{
    /// <summary>Against the same picture in grey.</summary>
    public static void Color(Span<byte> frame, double factor)
    {
        for (var i = 0; i < frame.Length; i += 3)
        {
            var grey = Luminance(frame, i);
            for (var c = 0; c < 3; c++)
                frame[i + c] = Blend(grey, frame[i + c], (float)factor);
        }
    }

    /// <summary>Against its mean grey.</summary>
    public static void Contrast(Span<byte> frame, double factor)
    {
        var sum = 0L;
        for (var i = 0; i < frame.Length; i += 3)
            sum += Luminance(frame, i);
        var mean = (int)((double)sum / (frame.Length / 3) + 0.5);
        ToneCurves.Map(frame, value => Blend(mean, value, (float)factor));
    }

    /// <summary>Against black.</summary>
    public static void Brightness(Span<byte> frame, double factor) => ToneCurves.Map(frame, value => Blend(0, value, (float)factor));

    /// <summary>Against the picture smoothed by 3x3 weights (centre 5, others 1, over 13); the outermost pixels stay as they are.</summary>
    public static void Sharpness(Span<byte> frame, FrameSize size, double factor)
    {
        var original = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(original);
        var stride = size.Width * 3;
        for (var y = 1; y < size.Height - 1; y++)
        {
            for (var i = y * stride + 3; i < (y + 1) * stride - 3; i++)
            {
                var sum = original[i - stride - 3] + original[i - stride] + original[i - stride + 3] + original[i - 3] + 5 * original[i]
                    + original[i + 3] + original[i + stride - 3] + original[i + stride] + original[i + stride + 3];
                frame[i] = Blend((int)(sum / 13f + 0.5f), original[i], (float)factor);
            }
        }
        ArrayPool<byte>.Shared.Return(original);
    }

    private static int Luminance(ReadOnlySpan<byte> frame, int at) =>
        (frame[at] * 19595 + frame[at + 1] * 38470 + frame[at + 2] * 7471 + 0x8000) >> 16;

    private static byte Blend(int poorer, int value, float factor) => (byte)Math.Clamp(poorer + factor * (value - poorer), 0, 255);
}
