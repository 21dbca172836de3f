namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Argument checks shared by the frame transforms; each names what was expected and what was found.</summary>
internal static class FrameChecks
{
    /// <summary>Checks that the source holds the frames and the destination has room for the result.</summary>
    public static void Buffers(ReadOnlySpan<byte> source, int count, FrameSize size, Span<byte> destination, FrameSize outSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (size.Height <= 0 || size.Width <= 0)
            throw new ArgumentException($"Frames must be at least 1x1 pixel, found {size.Width}x{size.Height}.", nameof(size));
        if (outSize.Height <= 0 || outSize.Width <= 0)
            throw new ArgumentException($"The result must be at least 1x1 pixel, asked for {outSize.Width}x{outSize.Height}.", nameof(outSize));
        if (source.Length < (long)count * size.RgbBytes)
            throw new ArgumentException(
                $"{count} RGB frames of {size.Width}x{size.Height} need {(long)count * size.RgbBytes} bytes, the source holds {source.Length}.", nameof(source));
        if (destination.Length < (long)count * outSize.RgbBytes)
            throw new ArgumentException(
                $"{count} RGB frames of {outSize.Width}x{outSize.Height} need {(long)count * outSize.RgbBytes} bytes, the destination has room for {destination.Length}.",
                nameof(destination));
    }

    /// <summary>Checks that a window lies inside the frame.</summary>
    public static void Window(CropBox window, FrameSize size)
    {
        if (!window.FitsIn(size))
            throw new ArgumentException(
                $"The window {window.Width}x{window.Height} at ({window.Left},{window.Top}) does not lie inside a frame of {size.Width}x{size.Height}.", nameof(window));
    }
}
