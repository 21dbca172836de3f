using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>Reads videos that are frames in memory already.</summary>
internal static class MemoryFrames
{
    /// <summary>The facts of the window.</summary>
    public static VideoInfo Probe(MLVideo video, FramesVideoSource source)
    {
        var (first, count) = Window(video, source);
        return Facts(source).ToInfo(first, count);
    }

    /// <summary>When the frames of the window are shown, in seconds.</summary>
    public static ReadOnlyMemory<double> Times(MLVideo video, FramesVideoSource source)
    {
        var (first, count) = Window(video, source);
        return Facts(source).Times.AsMemory(first, count);
    }

    /// <summary>Copies the wanted frames.</summary>
    public static VideoFrames Decode(MLVideo video, FramesVideoSource source, IReadOnlyList<int> frameIndices, VideoDecodeOptions options)
    {
        var (first, count) = Window(video, source);
        var wanted = FrameNumbers.Inside(frameIndices, first, count);
        DecodeLimits.CheckResult(video.Name, wanted.Length, source.Width, source.Height, options);
        var frames = VideoFrames.Rent(wanted.Length, source.Height, source.Width, Array.ConvertAll(wanted, index => TimeSpan.FromSeconds(index / source.FrameRate)));
        var size = source.Width * source.Height * 3;
        for (var i = 0; i < wanted.Length; i++)
            source.Pixels.Slice(wanted[i] * size, size).CopyTo(frames.WritablePixels.Slice(i * size, size));
        return frames;
    }

    private static (int First, int Count) Window(MLVideo video, FramesVideoSource source)
    {
        var window = Facts(source).Range(video.Start, video.End);
        return window.Count > 0
            ? window
            : throw new VideoDecodeException(video.Name, VideoDecodeError.NotAVideo, Invariant($"no frame lies in the window {video}; there are {source.Count} frames at {source.FrameRate:0.###} per second."));
    }

    private static ProbeResult Facts(FramesVideoSource source) => new()
    {
        StreamIndex = 0,
        Width = source.Width,
        Height = source.Height,
        Rotation = 0,
        Codec = "rawvideo",
        PixelFormat = "rgb24",
        FrameRate = source.FrameRate,
        HasVariableFrameRate = false,
        Times = [.. Enumerable.Range(0, source.Count).Select(index => index / source.FrameRate)],
        Damage = null,
    };
}
