using System.Buffers;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Reads all variants of a video, each in all streams: <c>[variants x streams, T, S, S, 3]</c>, the frames of a variant before its differences.
/// Nothing is drawn at random. Thread-safe.
/// </summary>
internal sealed class VariantClipReader : IClipReader
{
    // Beyond this, the clips of a video are decoded one after the other: more process starts, but bounded memory.
    private const long MaxBytesDecodedAtOnce = 256L << 20;

    private readonly IVideoDecoder _decoder;
    private readonly FrameSampler _sampler;
    private readonly ClipShaping _shaping;
    private readonly ClipStreams _streams;
    private readonly bool _differences;
    private readonly ILookup<int, (ClipVariant Variant, int Number)> _variantsOfClip;

    public VariantClipReader(
        IVideoDecoder decoder, FrameSampler sampler, int frames, ClipShaping shaping, ClipStreams streams, IReadOnlyList<ClipVariant> variants)
    {
        _decoder = decoder;
        _sampler = sampler;
        _shaping = shaping;
        _streams = streams;
        _differences = streams.HasFlag(ClipStreams.Differences);
        _variantsOfClip = variants.Select((variant, number) => (variant, number)).ToLookup(v => v.variant.Clip);
        StreamCount = streams == ClipStreams.FramesAndDifferences ? 2 : 1;
        Shape = new ClipShape(variants.Count * StreamCount, frames, shaping.Size);
    }

    public ClipShape Shape { get; }

    public int StreamCount { get; }

    private int FramesPerClip => _differences ? 2 * Shape.Frames : Shape.Frames;

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        var info = _decoder.Probe(video, cancellationToken);
        var bytesPerClip = (long)FramesPerClip * info.Width * info.Height * 3;
        var clipsAtOnce = (int)Math.Clamp(MaxBytesDecodedAtOnce / Math.Max(1, bytesPerClip), 1, int.MaxValue);
        foreach (var clips in _variantsOfClip.Chunk(clipsAtOnce))
        {
            var wanted = clips.SelectMany(clip => Sample(info, clip.Key)).ToArray();
            using var frames = _decoder.Decode(video, wanted, cancellationToken);
            var clipBytes = FramesPerClip * frames.Height * frames.Width * 3;
            for (var i = 0; i < clips.Length; i++)
                WriteStreams(frames.Span.Slice(i * clipBytes, clipBytes), frames.Height, frames.Width, clips[i], destination);
        }
    }

    /// <summary>The frames of one clip, then those that they are compared with.</summary>
    private int[] Sample(VideoInfo info, int clip)
    {
        var gap = _differences ? FrameDifference.Gap(info) : 0;
        var sampled = _sampler.Sample(info with { FrameCount = Math.Max(1, info.FrameCount - gap) }, clip);
        // A video with too few frames has its last one repeated.
        var first = Enumerable.Range(0, Shape.Frames).Select(i => sampled[Math.Min(i, sampled.Length - 1)]);
        return _differences ? [.. first, .. first.Select(frame => Math.Min(frame + gap, info.FrameCount - 1))] : [.. first];
    }

    private void WriteStreams(
        ReadOnlySpan<byte> frames, int height, int width, IEnumerable<(ClipVariant Variant, int Number)> variants, Span<byte> destination)
    {
        var half = Shape.Frames * height * width * 3;
        if (_streams.HasFlag(ClipStreams.Frames))
            WriteViews(frames[..half], height, width, variants, stream: 0, destination);
        if (!_differences)
            return;
        var change = ArrayPool<byte>.Shared.Rent(half);
        try
        {
            FrameDifference.Compute(frames[..half], frames[half..], change.AsSpan(0, half));
            WriteViews(change.AsSpan(0, half), height, width, variants, StreamCount - 1, destination);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(change);
        }
    }

    private void WriteViews(
        ReadOnlySpan<byte> pixels, int height, int width, IEnumerable<(ClipVariant Variant, int Number)> variants, int stream, Span<byte> destination)
    {
        var viewBytes = Shape.Bytes / Shape.Views;
        foreach (var (variant, number) in variants)
        {
            var view = destination.Slice((number * StreamCount + stream) * viewBytes, viewBytes);
            _shaping.Apply(pixels, Shape.Frames, height, width, variant, view);
        }
    }
}
