namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// What happens to decoded frames at validation and test: the short side is resized (bilinear on bytes, as OpenCV), then a square is cut out.
/// Bytes in, bytes out; scaling to [0,1] and normalising happen later on the device. Immutable and thread-safe.
/// </summary>
internal sealed class EvalTransform
{
    private readonly bool _centred;

    private EvalTransform(int shortSide, int size, int cropCount, bool centred)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shortSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, shortSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cropCount);
        (ShortSide, Size, CropCount, _centred) = (shortSide, size, cropCount, centred);
    }

    /// <summary>The length that the short side of a frame is resized to.</summary>
    public int ShortSide { get; }

    /// <summary>Side of the square that comes out, in pixels.</summary>
    public int Size { get; }

    /// <summary>Number of spatial crops.</summary>
    public int CropCount { get; }

    /// <summary>Validation: resize the short side to <paramref name="shortSide"/>, one centre crop of <paramref name="cropSize"/> (at most the short side).</summary>
    public static EvalTransform Validation(int shortSide, int cropSize) => new(shortSide, cropSize, 1, centred: true);

    /// <summary>Test: resize the short side to <paramref name="size"/>, <paramref name="spatialCrops"/> squares of that side spread along the long side.</summary>
    public static EvalTransform Test(int size, int spatialCrops) => new(size, size, spatialCrops, centred: false);

    /// <summary>Bytes of one transformed clip of <paramref name="frameCount"/> frames, <c>[T,Size,Size,3]</c>.</summary>
    public int ClipBytes(int frameCount) => checked(frameCount * Size * Size * 3);

    /// <summary>The part of the resized frame that crop number <paramref name="crop"/> keeps.</summary>
    public CropBox Window(FrameSize resized, int crop) =>
        _centred ? CropBox.Centre(resized, Size) : CropBox.AlongLongSide(resized, crop, CropCount);

    /// <summary>Transforms one clip.</summary>
    /// <param name="frames">The frames as decoded, <c>[T,H,W,3]</c>.</param>
    /// <param name="count">Number of frames T.</param>
    /// <param name="height">Height of a frame in pixels.</param>
    /// <param name="width">Width of a frame in pixels.</param>
    /// <param name="crop">Which spatial crop, 0 … <see cref="CropCount"/> - 1.</param>
    /// <param name="destination">Receives <c>[T,Size,Size,3]</c>.</param>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, int crop, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(crop);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(crop, CropCount);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        var size = new FrameSize(height, width);
        var resized = size.WithShortSide(ShortSide);
        FrameResize.Bilinear(frames, count, size, resized, Window(resized, crop), destination);
    }
}
