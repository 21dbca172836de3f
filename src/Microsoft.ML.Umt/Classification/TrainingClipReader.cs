using System.Buffers;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Reads clips of a video with random frames and random changes, all of which follow from the seed of the request. Several clips of one request have the
/// same frames, decoded once, and each its own changes (repeated augmentation). Thread-safe.
/// </summary>
internal sealed class TrainingClipReader(IVideoDecoder decoder, FrameSampler sampler, int frames, TrainTransform transform, ClipStreams stream, int copies = 1) : IClipReader
{
    private readonly bool _differences = stream == ClipStreams.Differences;

    public ClipShape Shape { get; } = new(copies, frames, transform.Size);

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var info = decoder.Probe(video, cancellationToken);
        var gap = _differences ? FrameDifference.Gap(info) : 0;
        var sampled = sampler.Sample(info with { FrameCount = Math.Max(1, info.FrameCount - gap) }, 0, random);
        int[] first = [.. Enumerable.Range(0, frames).Select(i => sampled[Math.Min(i, sampled.Length - 1)])];
        int[] wanted = _differences ? [.. first, .. first.Select(frame => Math.Min(frame + gap, info.FrameCount - 1))] : first;

        using var decoded = decoder.Decode(video, wanted, cancellationToken);
        var decodedFrames = decoded.Span[..(wanted.Length * decoded.Height * decoded.Width * 3)];
        var clip = Shape.Bytes / copies;
        for (var copy = 0; copy < copies; copy++)
            Vary(decodedFrames, wanted.Length, decoded, random, destination.Slice(copy * clip, clip));
    }

    private void Vary(ReadOnlySpan<byte> decodedFrames, int count, VideoFrames decoded, Random random, Span<byte> clip)
    {
        if (!_differences)
        {
            transform.Apply(decodedFrames, count, decoded.Height, decoded.Width, random, clip);
            return;
        }
        // Both frames of a pair are brought to size first, with one draw, and subtracted then, as scoring does.
        var pairs = ArrayPool<byte>.Shared.Rent(2 * clip.Length);
        try
        {
            transform.Apply(decodedFrames, count, decoded.Height, decoded.Width, random, pairs);
            FrameDifference.Compute(pairs.AsSpan(0, clip.Length), pairs.AsSpan(clip.Length, clip.Length), clip);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pairs);
        }
    }
}
