using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Reads a video's clips as they are wanted outside training: sampled frames, resized and cropped on bytes, one view after the other.</summary>
internal sealed class ClipReader : IClipReader
{
    // Beyond this, the clips of a video are decoded one after the other: more process starts, but bounded memory.
    private const long MaxBytesDecodedAtOnce = 256L << 20;

    private readonly IVideoDecoder _decoder;
    private readonly FrameSampler _sampler;
    private readonly EvalTransform _transform;

    /// <param name="decoder">Where frames come from.</param>
    /// <param name="sampler">Which frames, for each clip in time.</param>
    /// <param name="frames">Frames per clip. A sampler that finds fewer in a short video has its last frame repeated.</param>
    /// <param name="transform">Resize and crops; every clip in time is cut into all crops.</param>
    public ClipReader(IVideoDecoder decoder, FrameSampler sampler, int frames, EvalTransform transform)
    {
        _decoder = decoder;
        _sampler = sampler;
        _transform = transform;
        Shape = new ClipShape(sampler.ViewCount * transform.CropCount, frames, transform.Size);
    }

    public ClipShape Shape { get; }

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        var info = _decoder.Probe(video, cancellationToken);
        var clips = new int[_sampler.ViewCount][];
        for (var clip = 0; clip < clips.Length; clip++)
            clips[clip] = Sample(info, clip);

        var bytesPerClip = (long)Shape.Frames * info.Width * info.Height * 3;
        var clipsAtOnce = (int)Math.Clamp(MaxBytesDecodedAtOnce / Math.Max(1, bytesPerClip), 1, clips.Length);
        for (var first = 0; first < clips.Length; first += clipsAtOnce)
        {
            var part = clips.AsSpan(first, Math.Min(clipsAtOnce, clips.Length - first));
            using var frames = _decoder.Decode(video, Concatenate(part), cancellationToken);
            for (var i = 0; i < part.Length; i++)
                Transform(frames, i, ClipSlice(destination, first + i));
        }
    }

    private int[] Sample(VideoInfo info, int clip)
    {
        var frames = _sampler.Sample(info, clip);
        if (frames.Length == Shape.Frames)
            return frames;
        var filled = new int[Shape.Frames];
        for (var i = 0; i < filled.Length; i++)
            filled[i] = frames[Math.Min(i, frames.Length - 1)];
        return filled;
    }

    private void Transform(VideoFrames frames, int clip, Span<byte> destination)
    {
        var source = frames.Span.Slice(clip * Shape.Frames * frames.Height * frames.Width * 3, Shape.Frames * frames.Height * frames.Width * 3);
        var cropBytes = _transform.ClipBytes(Shape.Frames);
        for (var crop = 0; crop < _transform.CropCount; crop++)
            _transform.Apply(source, Shape.Frames, frames.Height, frames.Width, crop, destination.Slice(crop * cropBytes, cropBytes));
    }

    private Span<byte> ClipSlice(Span<byte> destination, int clip)
    {
        var bytes = Shape.Bytes / _sampler.ViewCount;
        return destination.Slice(clip * bytes, bytes);
    }

    private static int[] Concatenate(ReadOnlySpan<int[]> clips)
    {
        var all = new List<int>();
        foreach (var clip in clips)
            all.AddRange(clip);
        return [.. all];
    }
}
