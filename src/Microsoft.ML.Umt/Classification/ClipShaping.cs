using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Brings frames to the square that an encoder expects. Immutable and thread-safe.</summary>
internal sealed class ClipShaping(FrameFit fit, int size, int crops)
{
    private readonly EvalTransform _crop = EvalTransform.Test(size, crops);

    public int Size => size;

    public int Crops => crops;

    /// <summary>Frames <c>[T,H,W,3]</c> to <c>[T,size,size,3]</c>.</summary>
    public void Apply(ReadOnlySpan<byte> frames, int count, int height, int width, ClipVariant variant, Span<byte> destination)
    {
        if (fit == FrameFit.Squash)
            FrameResize.Bilinear(frames, count, new FrameSize(height, width), new FrameSize(size, size), destination);
        else
            _crop.Apply(frames, count, height, width, variant.Crop, destination);
        if (variant.Mirrored)
            Mirror(destination[..(count * size * size * 3)]);
    }

    private void Mirror(Span<byte> pixels)
    {
        for (var line = 0; line < pixels.Length; line += size * 3)
        {
            var row = pixels.Slice(line, size * 3);
            for (int left = 0, right = (size - 1) * 3; left < right; left += 3, right -= 3)
            {
                for (var colour = 0; colour < 3; colour++)
                    (row[left + colour], row[right + colour]) = (row[right + colour], row[left + colour]);
            }
        }
    }
}
