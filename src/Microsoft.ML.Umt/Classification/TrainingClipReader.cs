using System.Buffers;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Reads one clip of a video with random frames and random changes, all of which follow from the seed of the request. Thread-safe.</summary>
internal sealed class TrainingClipReader(IVideoDecoder decoder, FrameSampler sampler, int frames, TrainTransform transform, ClipStreams stream) : IClipReader
{
    private readonly bool _differences = stream == ClipStreams.Differences;

    public ClipShape Shape { get; } = new(1, frames, transform.Size);

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
        if (!_differences)
        {
            transform.Apply(decodedFrames, wanted.Length, decoded.Height, decoded.Width, random, destination);
            return;
        }
        // Both frames of a pair are brought to size first, with one draw, and subtracted then, as scoring does.
        var pairs = ArrayPool<byte>.Shared.Rent(2 * Shape.Bytes);
        try
        {
            transform.Apply(decodedFrames, wanted.Length, decoded.Height, decoded.Width, random, pairs);
            FrameDifference.Compute(pairs.AsSpan(0, Shape.Bytes), pairs.AsSpan(Shape.Bytes, Shape.Bytes), destination[..Shape.Bytes]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pairs);
        }
    }
}
