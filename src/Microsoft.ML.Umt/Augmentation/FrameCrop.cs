namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Cutting a window out of packed RGB frames, and mirroring them.</summary>
internal static class FrameCrop
{
    /// <summary>Copies <paramref name="window"/> of one frame <c>[H,W,3]</c>.</summary>
    public static void Copy(ReadOnlySpan<byte> frame, FrameSize size, CropBox window, Span<byte> destination)
    {
        var line = window.Width * 3;
        for (var y = 0; y < window.Height; y++)
            frame.Slice(((window.Top + y) * size.Width + window.Left) * 3, line).CopyTo(destination[(y * line)..]);
    }

    /// <summary>Swaps left and right of packed RGB lines of <paramref name="width"/> pixels, in place.</summary>
    public static void Mirror(Span<byte> pixels, int width)
    {
        for (var start = 0; start < pixels.Length; start += width * 3)
        {
            var line = pixels.Slice(start, width * 3);
            for (int left = 0, right = line.Length - 3; left < right; left += 3, right -= 3)
            {
                for (var c = 0; c < 3; c++)
                    (line[left + c], line[right + c]) = (line[right + c], line[left + c]);
            }
        }
    }
}
