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
}
