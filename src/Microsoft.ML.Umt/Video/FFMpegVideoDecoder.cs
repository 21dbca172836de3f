using System.Globalization;

namespace Microsoft.ML.Umt;

/// <summary>Decodes videos with the ffmpeg and ffprobe programs through FFMpegCore, each video in processes of their own.</summary>
/// <remarks>
/// Frames are exact by number, in the stored size (turned upright if the file says so), and equal to those of <c>ffmpeg</c> itself. A file takes one start of ffprobe, which is
/// remembered as long as the file does not change, and one start of ffmpeg. Thread-safe; one instance serves any number of workers. No process, pipe or file is kept between calls.
/// </remarks>
public sealed class FFMpegVideoDecoder : IVideoDecoder
{
    private readonly VideoDecodeOptions _options;
    private readonly FfmpegRunner _runner;
    private readonly ProbeCache _cache = new();

    /// <summary>Creates a decoder. ffmpeg is looked for when the first file is read, not here.</summary>
    /// <param name="options">Limits and choices; <see langword="null"/> for the defaults. They are copied.</param>
    public FFMpegVideoDecoder(VideoDecodeOptions? options = null)
    {
        _options = (options ?? new VideoDecodeOptions()).Clone();
        _runner = new FfmpegRunner(_options);
    }

    /// <inheritdoc/>
    public VideoInfo Probe(MLVideo video, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(video);
        if (video.Source is FramesVideoSource frames)
            return MemoryFrames.Probe(video, frames);
        var probe = Known(video, cancellationToken);
        var (first, count) = Window(video, probe);
        var info = probe.ToInfo(first, count);
        var (width, height) = OutputSize(probe);
        return info with { Width = width, Height = height };
    }

    ReadOnlyMemory<double> IVideoDecoder.FrameTimes(MLVideo video, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(video);
        if (video.Source is FramesVideoSource frames)
            return MemoryFrames.Times(video, frames);
        var probe = Known(video, cancellationToken);
        var (first, count) = Window(video, probe);
        return probe.Times.AsMemory(first, count);
    }

    /// <inheritdoc/>
    public VideoFrames Decode(MLVideo video, IReadOnlyList<int> frameIndices, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(video);
        ArgumentNullException.ThrowIfNull(frameIndices);
        if (video.Source is FramesVideoSource frames)
            return MemoryFrames.Decode(video, frames, frameIndices, _options);

        var file = FileOf(video);
        using var media = LocalMedia.Open(video, _options, cancellationToken);
        var probe = _cache.Find(video.Source, file) ?? Probe(video, file, media, cancellationToken);
        var (first, count) = Window(video, probe);
        var wanted = FrameNumbers.Inside(frameIndices, first, count);
        var (width, height) = OutputSize(probe);
        DecodeLimits.CheckResult(video.Name, wanted.Length, width, height, _options);
        return new ClipReading(_runner, _options, video.Name, media.Path, probe, width, height).Read(wanted, cancellationToken);
    }

    /// <summary>Decodes all frames of the file in one run and keeps none.</summary>
    /// <exception cref="VideoDecodeException">Frames are missing, or ffmpeg complains about the data.</exception>
    internal void CheckAllFrames(MLVideo video, CancellationToken cancellationToken)
    {
        var file = FileOf(video);
        using var media = LocalMedia.Open(video, _options, cancellationToken);
        var probe = _cache.Find(video.Source, file) ?? Probe(video, file, media, cancellationToken);
        Window(video, probe);
        new ClipReading(_runner, _options, video.Name, media.Path, probe, probe.Width, probe.Height).CheckAll(cancellationToken);
    }

    private FileInfo? FileOf(MLVideo video) => video.Source is FileVideoSource ? LocalFile.Find(video, _options) : null;

    private ProbeResult Known(MLVideo video, CancellationToken cancellationToken)
    {
        var file = FileOf(video);
        if (_cache.Find(video.Source, file) is { } known)
            return known;
        using var media = LocalMedia.Open(video, _options, cancellationToken);
        return Probe(video, file, media, cancellationToken);
    }

    private ProbeResult Probe(MLVideo video, FileInfo? file, LocalMedia media, CancellationToken cancellationToken)
    {
        var probe = _runner.Probe(video.Name, media.Path, cancellationToken);
        _cache.Add(video.Source, file, probe);
        return probe;
    }

    private (int First, int Count) Window(MLVideo video, ProbeResult probe)
    {
        if (probe.Damage is { } damage && !_options.Tolerant)
            throw new VideoDecodeException(video.Name, VideoDecodeError.Damaged, $"{damage} Set {nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.Tolerant)} to use what is left.");
        var window = probe.Range(video.Start, video.End);
        if (window.Count > 0)
            return window;
        var length = probe.Times[^1] + (1 / probe.FrameRate);
        throw new VideoDecodeException(
            video.Name,
            VideoDecodeError.NotAVideo,
            string.Create(CultureInfo.InvariantCulture, $"no frame lies in the window from {video.Start ?? TimeSpan.Zero:c} to {video.End?.ToString("c") ?? "the end"}; the video is {length:0.###} seconds long."));
    }

    private (int Width, int Height) OutputSize(ProbeResult probe)
    {
        if (_options.ScaleShortSide is not { } side)
            return (probe.Width, probe.Height);
        var factor = (double)side / Math.Min(probe.Width, probe.Height);
        return (Math.Max(1, (int)Math.Round(probe.Width * factor)), Math.Max(1, (int)Math.Round(probe.Height * factor)));
    }
}
