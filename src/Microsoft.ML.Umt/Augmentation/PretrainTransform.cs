namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// The random changes of pretraining (spec umt-single 6.3), the same for all frames: multi-scale crop with an antialiased resize, mirror image.
/// Immutable and thread-safe.
/// </summary>
/// <param name="size">Side of the square that comes out, in pixels.</param>
/// <param name="flipProbability">How often left and right are swapped.</param>
internal sealed class PretrainTransform(int size, double flipProbability = 0.5)
{
    private readonly MultiScaleCrop _crop = new(size);

    /// <summary>Bytes of one transformed clip of <paramref name="frameCount"/> frames, <c>[T,size,size,3]</c>.</summary>
    public int ClipBytes(int frameCount) => checked(frameCount * size * size * 3);

    /// <summary>Frames <c>[T,H,W,3]</c> to bytes <c>[T,size,size,3]</c>.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, Random random, Span<byte> destination)
    {
        var frameSize = new FrameSize(height, width);
        Apply(frames, count, frameSize, _crop.Draw(frameSize, random), random.NextBool(flipProbability), destination);
    }

    /// <summary>The same with a given crop.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, FrameSize frameSize, CropBox crop, bool mirrored, Span<byte> destination)
    {
        var resized = new FrameSize(size, size);
        AntialiasedResize.Bilinear(frames, count, frameSize, crop, resized, destination);
        if (mirrored)
            FrameCrop.Mirror(destination[..ClipBytes(count)], resized.Width);
    }
}
