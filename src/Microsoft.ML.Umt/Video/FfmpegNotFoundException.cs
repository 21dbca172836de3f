namespace Microsoft.ML.Umt;

/// <summary>ffmpeg or ffprobe is not installed where the decoder looks for it. No video is at fault, so this is never treated as an unreadable video.</summary>
public sealed class FfmpegNotFoundException : InvalidOperationException
{
    internal FfmpegNotFoundException(string program, string? folder, Exception? innerException)
        : base(
            $"'{program}' was not found {(folder is null ? "on the PATH" : $"in '{folder}'")}; install FFmpeg (Debian and Ubuntu: 'apt-get install ffmpeg', " +
            $"Windows: 'winget install ffmpeg', macOS: 'brew install ffmpeg') or set {nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.FfmpegFolder)} to its folder.",
            innerException)
    {
    }
}
