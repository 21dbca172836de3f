using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Reads one clip of a video as the video-text models want it: one frame from each of equal intervals, squashed to a square. Thread-safe.</summary>
internal sealed class SquashedClipReader : IClipReader
{
    private readonly IVideoDecoder _decoder;
    private readonly IntervalSampler _sampler;
    private readonly SquashTransform _transform;
    private readonly bool _random;
    private readonly TimeSpan? _longest;

    private SquashedClipReader(IVideoDecoder decoder, int frames, SquashTransform transform, bool random, TimeSpan? longest)
    {
        (_decoder, _transform, _random, _longest) = (decoder, transform, random, longest);
        _sampler = new IntervalSampler(frames, random);
        Shape = new ClipShape(1, frames, transform.Size);
    }

    public ClipShape Shape { get; }

    /// <summary>The middles of the intervals, whole frames.</summary>
    /// <param name="decoder">Where frames come from.</param>
    /// <param name="frames">Frames of a clip.</param>
    /// <param name="size">Side of the square.</param>
    /// <param name="longest">Longer videos are cut to this, from their beginning; null for no limit.</param>
    public static SquashedClipReader Test(IVideoDecoder decoder, int frames, int size, TimeSpan? longest = null) =>
        new(decoder, frames, SquashTransform.Test(size), random: false, longest);

    /// <summary>Random frames, random parts of them; everything follows from the seed of the request.</summary>
    public static SquashedClipReader Train(IVideoDecoder decoder, int frames, int size, double smallestArea, bool flip, TimeSpan? longest = null) =>
        new(decoder, frames, SquashTransform.Train(size, smallestArea, flip ? 0.5 : 0), random: true, longest);

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        var random = _random ? new Random(seed) : null;
        var wanted = _sampler.Sample(Limited(video, cancellationToken), 0, random);
        using var decoded = _decoder.Decode(video, wanted, cancellationToken);
        _transform.Apply(decoded.Span, wanted.Length, decoded.Height, decoded.Width, random, destination);
    }

    /// <summary>When each of the frames that <see cref="Read"/> takes outside training is shown, counted from the first frame of the whole video.</summary>
    /// <exception cref="VideoDecodeException">The video cannot be read.</exception>
    public IReadOnlyList<TimeSpan> Times(MLVideo video, CancellationToken cancellationToken)
    {
        var wanted = _sampler.Sample(Limited(video, cancellationToken));
        var times = _decoder.FrameTimes(video, cancellationToken);
        return [.. wanted.Select(frame => TimeSpan.FromSeconds(times.Span[frame]))];
    }

    private VideoInfo Limited(MLVideo video, CancellationToken cancellationToken)
    {
        var info = _decoder.Probe(video, cancellationToken);
        if (_longest is not { } longest)
            return info;
        if (info.HasVariableFrameRate)
            return info with { FrameCount = FramesBefore(longest.TotalSeconds, _decoder.FrameTimes(video, cancellationToken).Span) };
        // As the authors count them.
        return info.FrameCount / info.FrameRate > longest.TotalSeconds
            ? info with { FrameCount = Math.Max(1, (int)(longest.TotalSeconds * info.FrameRate)) }
            : info;
    }

    // Without the frame at the very limit: a time is rounded when a file is written.
    private static int FramesBefore(double seconds, ReadOnlySpan<double> times)
    {
        var place = times.BinarySearch(times[0] + seconds - 1e-6);
        return Math.Max(1, place < 0 ? ~place : place);
    }
}
