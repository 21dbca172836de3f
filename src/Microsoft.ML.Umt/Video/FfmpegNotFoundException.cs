namespace Microsoft.ML.Umt;

/// <summary>ffmpeg or ffprobe is not installed where the decoder looks for it, or does not start. No video is at fault, so this is never treated as an unreadable video.</summary>
public sealed class FfmpegNotFoundException : InvalidOperationException
{
    private const string Fix =
        "install FFmpeg (Debian and Ubuntu: 'apt-get install ffmpeg', Windows: 'winget install Gyan.FFmpeg', macOS: 'brew install ffmpeg') or set "
        + $"{nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.FfmpegFolder)} (or the environment variable {FfmpegPrograms.FolderVariable}) to its folder.";

    internal FfmpegNotFoundException(string program, string? folder, Exception? innerException = null)
        : base($"'{program}' was not found {(folder is null ? "on the PATH" : $"in '{folder}'")}; {Fix}", innerException)
    {
    }

    internal FfmpegNotFoundException(string folder, Exception innerException)
        : base($"the programs ffmpeg and ffprobe in '{folder}' do not start ({innerException.Message}); {Fix}", innerException)
    {
    }
}
