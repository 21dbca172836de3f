namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// What happens to the frames of the video-text models (spec umt-multi 4.3), bicubic without antialiasing: in training a random part, perhaps mirrored, outside
/// it the whole frame; both are brought to a square whatever their shape. Immutable and thread-safe.
/// </summary>
internal sealed class SquashTransform
{
    private readonly RandomResizedCrop? _crop;
    private readonly double _flip;

    private SquashTransform(int size, RandomResizedCrop? crop, double flip)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        (Size, _crop, _flip) = (size, crop, flip);
    }

    /// <summary>Side of the square that comes out, in pixels.</summary>
    public int Size { get; }

    /// <summary>The whole frame.</summary>
    public static SquashTransform Test(int size) => new(size, null, 0);

    /// <summary>A random part of at least <paramref name="smallestArea"/> of the frame.</summary>
    public static SquashTransform Train(int size, double smallestArea, double flipProbability) =>
        new(size, new RandomResizedCrop(smallestArea, 1, 3.0 / 4, 4.0 / 3), flipProbability);

    /// <summary>Frames <c>[T,H,W,3]</c> to <c>[T,Size,Size,3]</c>, all alike.</summary>
    /// <param name="frames">The frames as decoded.</param>
    /// <param name="count">Number of frames T.</param>
    /// <param name="height">Height of a frame in pixels.</param>
    /// <param name="width">Width of a frame in pixels.</param>
    /// <param name="random">The draws of training; a test transform needs none.</param>
    /// <param name="destination">Receives the result.</param>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, Random? random, Span<byte> destination)
    {
        var size = new FrameSize(height, width);
        var resized = new FrameSize(Size, Size);
        if (_crop is null)
        {
            BicubicResize.Resize(frames, count, size, resized, destination);
            return;
        }
        ArgumentNullException.ThrowIfNull(random);
        var box = _crop.Draw(size, random);
        BicubicResize.Resize(Cut(frames, count, size, box), count, new FrameSize(box.Height, box.Width), resized, destination);
        if (random.NextBool(_flip))
            FrameCrop.Mirror(destination[..(count * resized.RgbBytes)], Size);
    }

    private static byte[] Cut(ReadOnlySpan<byte> frames, int count, FrameSize size, CropBox box)
    {
        var bytes = box.Height * box.Width * 3;
        var cut = new byte[checked(count * bytes)];
        for (var t = 0; t < count; t++)
            FrameCrop.Copy(frames.Slice(t * size.RgbBytes, size.RgbBytes), size, box, cut.AsSpan(t * bytes, bytes));
        return cut;
    }
}
