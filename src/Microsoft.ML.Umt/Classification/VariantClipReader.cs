using System.Buffers;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Reads all variants of a video, each in all streams: <c>[variants x streams, T, S, S, 3]</c>, the frames of a variant before its differences.
/// What varies at random follows from the variants. Thread-safe.
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
        var size = new FrameSize(height, width);
        var squares = ArrayPool<byte>.Shared.Rent(FramesPerClip * Shape.Size * Shape.Size * 3);
        byte[]? varied = null;
        try
        {
            foreach (var (variant, number) in variants)
            {
                if (variant.VariationSeed is not { } seed)
                {
                    _shaping.Apply(frames, FramesPerClip, height, width, variant, squares);
                }
                else
                {
                    varied ??= ArrayPool<byte>.Shared.Rent(frames.Length);
                    ClipVariation.Draw(seed, frames[..size.RgbBytes]).Apply(frames, FramesPerClip, size, varied);
                    _shaping.Apply(varied, FramesPerClip, height, width, variant, squares);
                }
                WriteViews(squares, number, destination);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(squares);
            if (varied is not null)
                ArrayPool<byte>.Shared.Return(varied);
        }
    }

    private void WriteViews(ReadOnlySpan<byte> squares, int variant, Span<byte> destination)
    {
        var viewBytes = Shape.Bytes / Shape.Views;
        var frames = squares[..viewBytes];
        if (_streams.HasFlag(ClipStreams.Frames))
            frames.CopyTo(destination[(variant * StreamCount * viewBytes)..]);
        if (_differences)
            FrameDifference.Compute(frames, squares.Slice(viewBytes, viewBytes), destination.Slice((variant * StreamCount + StreamCount - 1) * viewBytes, viewBytes));
    }
}
