using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>
/// A light handle to a video: a file, bytes, a stream or frames in memory, plus an optional time window. It is the value of a video column.
/// </summary>
/// <remarks>
/// Creating one opens and decodes nothing. Instances are immutable, safe to share between threads and rows, hold no native memory and need no disposal;
/// frames are decoded only when a transformer or trainer asks a decoder for them.
/// </remarks>
public sealed class MLVideo
{
    private MLVideo(VideoSource source, string name, TimeSpan? start, TimeSpan? end)
    {
        if (start is { } from)
            ArgumentOutOfRangeException.ThrowIfLessThan(from, TimeSpan.Zero, nameof(start));
        if (end is { } to)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(to, start ?? TimeSpan.Zero, nameof(end));
        Source = source;
        Name = name;
        Start = start;
        End = end;
    }

    /// <summary>The name used in messages: the path of a file, or the name given at creation.</summary>
    public string Name { get; }

    /// <summary>The path as it was given, or <see langword="null"/> when the video is not a file.</summary>
    public string? Path => (Source as FileVideoSource)?.Path;

    /// <summary>Where the window begins, counted from the first frame (inclusive); <see langword="null"/> is the beginning.</summary>
    public TimeSpan? Start { get; }

    /// <summary>Where the window ends, counted from the first frame (exclusive); <see langword="null"/> is the end.</summary>
    public TimeSpan? End { get; }

    internal VideoSource Source { get; }

    /// <summary>A video file on this machine. The file is not touched until frames are wanted.</summary>
    /// <param name="path">A local path. URLs and network shares are refused when the video is opened.</param>
    /// <param name="start">Where the window begins (inclusive); zero or more.</param>
    /// <param name="end">Where the window ends (exclusive); later than <paramref name="start"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The window is negative or empty.</exception>
    public static MLVideo FromFile(string path, TimeSpan? start = null, TimeSpan? end = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new MLVideo(new FileVideoSource(path), path, start, end);
    }

    /// <summary>A video file held in memory (the bytes of an .mp4, .webm, ... file, not pixels).</summary>
    /// <param name="bytes">The whole file. It is not copied: do not change it afterwards.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is empty.</exception>
    public static MLVideo FromBytes(ReadOnlyMemory<byte> bytes, string? name = null)
    {
        if (bytes.IsEmpty)
            throw new ArgumentException("The video has no bytes; pass the content of a video file.", nameof(bytes));
        return new MLVideo(new BytesVideoSource(bytes), name ?? Invariant($"video of {bytes.Length:N0} bytes"), null, null);
    }

    /// <summary>A video file that a stream delivers.</summary>
    /// <param name="open">Opens a new stream at the beginning of the file; it may be called several times and from several threads. The decoder disposes each stream.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="ArgumentNullException"><paramref name="open"/> is null.</exception>
    public static MLVideo FromStream(Func<Stream> open, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new MLVideo(new StreamVideoSource(open), name ?? "video from a stream", null, null);
    }

    /// <summary>Frames that are already decoded. No ffmpeg is needed to read them.</summary>
    /// <param name="rgb24">Pixels in the order <c>[frames, height, width, 3]</c>, red first. They are not copied: do not change them afterwards.</param>
    /// <param name="frames">Number of frames, 1 or more.</param>
    /// <param name="height">Height in pixels, 1 or more.</param>
    /// <param name="width">Width in pixels, 1 or more.</param>
    /// <param name="frameRate">Frames per second, more than 0.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or the rate is not positive.</exception>
    /// <exception cref="ArgumentException">The number of bytes is not frames x height x width x 3.</exception>
    public static MLVideo FromFrames(ReadOnlyMemory<byte> rgb24, int frames, int height, int width, double frameRate, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (!(frameRate > 0) || double.IsInfinity(frameRate))
            throw new ArgumentOutOfRangeException(nameof(frameRate), frameRate, "The frame rate must be a positive number of frames per second.");
        var expected = (long)frames * height * width * 3;
        if (rgb24.Length != expected)
            throw new ArgumentException(Invariant($"{frames} frames of {width}x{height} in RGB take {expected:N0} bytes, but {rgb24.Length:N0} were given."), nameof(rgb24));
        return new MLVideo(new FramesVideoSource(rgb24, frames, height, width, frameRate), name ?? $"{frames} frames of {width}x{height}", null, null);
    }

    /// <summary>Frames that are already decoded; their pixels are copied, so <paramref name="frames"/> may be disposed afterwards.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="frameRate">Frames per second, more than 0.</param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive, or there are no frames.</exception>
    public static MLVideo FromFrames(VideoFrames frames, double frameRate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return FromFrames(frames.Pixels.ToArray(), frames.Count, frames.Height, frames.Width, frameRate, name);
    }

    /// <summary>The same video seen through another time window, counted from the first frame of the whole video.</summary>
    /// <param name="start">Where the window begins (inclusive), zero or more; <see langword="null"/> is the beginning.</param>
    /// <param name="end">Where the window ends (exclusive), later than <paramref name="start"/>; <see langword="null"/> is the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">The window is negative or empty.</exception>
    public MLVideo Window(TimeSpan? start, TimeSpan? end) => new(Source, Name, start, end);

    /// <summary>The name, followed by the window if there is one.</summary>
    public override string ToString() => Start is null && End is null ? Name : $"{Name} [{Start ?? TimeSpan.Zero:c} .. {(End is { } end ? end.ToString("c") : "end")}]";
}
