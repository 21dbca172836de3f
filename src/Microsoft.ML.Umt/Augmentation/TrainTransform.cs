using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// The random changes of finetuning (spec umt-single 6.4), the same for all frames of a clip: RandAugment, random resized crop, mirror image,
/// erasing. Everything random comes from the generator that is passed in, so a seed for each sample makes it repeatable; call it again with another
/// generator for repeated augmentation. Immutable and thread-safe.
/// </summary>
internal sealed class TrainTransform(TrainTransformOptions options)
{
    /// <summary>Side of the square that comes out, in pixels.</summary>
    public int Size => options.Size;

    /// <summary>Bytes of one transformed clip of <paramref name="frameCount"/> frames, <c>[T,Size,Size,3]</c>.</summary>
    public int ClipBytes(int frameCount) => checked(frameCount * Size * Size * 3);

    /// <summary>Frames <c>[T,H,W,3]</c> to bytes <c>[T,Size,Size,3]</c>, rounded, for upload and normalisation on the device.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, Random random, Span<byte> destination)
    {
        var length = ClipBytes(count);
        CheckRoom(destination.Length, length);
        var clip = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Draw(frames, count, new FrameSize(height, width), random, clip.AsSpan(0, length));
            for (var i = 0; i < length; i++)
                destination[i] = (byte)Math.Clamp(clip[i] + 0.5f, 0, 255);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(clip);
        }
    }

    /// <summary>Frames <c>[T,H,W,3]</c> to normalised floats <c>[3,T,Size,Size]</c>, without rounding, as the reference has them.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, Random random, Span<float> destination)
    {
        var length = ClipBytes(count);
        CheckRoom(destination.Length, length);
        var clip = ArrayPool<float>.Shared.Rent(length);
        try
        {
            Draw(frames, count, new FrameSize(height, width), random, clip.AsSpan(0, length));
            options.Statistics.Normalise(clip.AsSpan(0, length), destination);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(clip);
        }
    }

    private void Draw(ReadOnlySpan<byte> frames, int count, FrameSize size, Random random, Span<float> clip)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (options.RandAugment is not { } randAugment)
        {
            CropAndErase(frames, count, size, random, clip);
            return;
        }
        var length = checked(count * size.RgbBytes);
        var changed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            frames[..length].CopyTo(changed);
            randAugment.Apply(changed.AsSpan(0, length), size, random);
            CropAndErase(changed.AsSpan(0, length), count, size, random, clip);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(changed);
        }
    }

    private void CropAndErase(ReadOnlySpan<byte> frames, int count, FrameSize size, Random random, Span<float> clip)
    {
        var resized = new FrameSize(Size, Size);
        var crop = options.Crop.Draw(size, random);
        FloatResize.Bilinear(frames, count, size, crop, resized, random.NextBool(options.FlipProbability), clip);
        if (options.Erasing?.Draw(resized, random) is not { } box)
            return;
        for (var t = 0; t < count; t++)
            FillWithNoise(clip.Slice(t * resized.RgbBytes, resized.RgbBytes), box, random);
    }

    /// <summary>Noise of mean 0 and variance 1 on the normalised scale, brought back to 0 … 255.</summary>
    private void FillWithNoise(Span<float> frame, CropBox box, Random random)
    {
        for (var y = box.Top; y < box.Top + box.Height; y++)
        {
            for (var x = box.Left; x < box.Left + box.Width; x++)
            {
                for (var c = 0; c < 3; c++)
                    frame[(y * Size + x) * 3 + c] = 255 * (options.Statistics.Mean[c] + options.Statistics.Deviation[c] * (float)random.NextGaussian());
            }
        }
    }

    private static void CheckRoom(int room, int length)
    {
        if (room < length)
            throw new ArgumentException($"The transformed clip has {length} values, the destination has room for {room}.", nameof(room));
    }
}
