namespace Microsoft.ML.Umt;

/// <summary>Turns a video into facts and frames. Implementations are thread-safe; all methods block, so call them on worker threads.</summary>
internal interface IVideoDecoder
{
    /// <summary>Reads what is known about a video without decoding it.</summary>
    /// <param name="video">The video.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left running.</param>
    /// <exception cref="VideoDecodeException">The video cannot be read, is refused or is beyond a limit.</exception>
    /// <exception cref="FfmpegNotFoundException">ffmpeg is not installed where the decoder looks for it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    VideoInfo Probe(MLVideo video, CancellationToken cancellationToken = default);

    /// <summary>When the frames of a video's window are shown, in seconds from the first frame of the whole video, ascending. Nothing is decoded.</summary>
    /// <param name="video">The video.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left running.</param>
    /// <returns>As many as <see cref="VideoInfo.FrameCount"/>.</returns>
    /// <exception cref="VideoDecodeException">The video cannot be read, is refused or is beyond a limit.</exception>
    /// <exception cref="FfmpegNotFoundException">ffmpeg is not installed where the decoder looks for it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ReadOnlyMemory<double> FrameTimes(MLVideo video, CancellationToken cancellationToken = default);

    /// <summary>Decodes the frames with the given numbers.</summary>
    /// <param name="video">The video.</param>
    /// <param name="frameIndices">Zero-based frame numbers inside the video's window, 0 to <see cref="VideoInfo.FrameCount"/> - 1. Order is kept and duplicates are allowed.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left running.</param>
    /// <returns>One frame per number; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">No numbers, or a number outside the window.</exception>
    /// <exception cref="VideoDecodeException">The video cannot be read, is refused, is damaged or is beyond a limit.</exception>
    /// <exception cref="FfmpegNotFoundException">ffmpeg is not installed where the decoder looks for it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    VideoFrames Decode(MLVideo video, IReadOnlyList<int> frameIndices, CancellationToken cancellationToken = default);
}
