using FFMpegCore;

namespace Microsoft.ML.Umt;

/// <summary>Where the two programs are, as FFMpegCore wants to know it.</summary>
internal static class FfmpegPrograms
{
    /// <summary>The environment variable that stands in for <see cref="VideoDecodeOptions.FfmpegFolder"/>.</summary>
    public const string FolderVariable = "UMT_FFMPEG_FOLDER";

    /// <summary>FFMpegCore's options for one run.</summary>
    /// <exception cref="FfmpegNotFoundException">A program is missing.</exception>
    public static FFOptions Locate(VideoDecodeOptions options) => new()
    {
        // An absolute folder: with an empty one FFMpegCore would prefer a file named ffmpeg in the current directory to the one on the PATH.
        BinaryFolder = (options.FfmpegFolder ?? FolderOfEnvironment()) is { } folder ? Verified(Path.GetFullPath(folder)) : OnPath(),
        TemporaryFilesFolder = TemporaryFolder(options),
    };

    /// <summary>The folder for private temporary files.</summary>
    public static string TemporaryFolder(VideoDecodeOptions options) => options.TemporaryFolder ?? Path.GetTempPath();

    private static string? FolderOfEnvironment() => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : null;

    private static string OnPath()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Array.Find(folders, folder => Path.IsPathFullyQualified(folder) && Has(folder, "ffmpeg") && Has(folder, "ffprobe"))
            ?? throw new FfmpegNotFoundException(Array.Exists(folders, folder => Has(folder, "ffmpeg")) ? "ffprobe" : "ffmpeg", folder: null);
    }

    private static string Verified(string folder)
    {
        foreach (var program in (ReadOnlySpan<string>)["ffmpeg", "ffprobe"])
        {
            if (!Has(folder, program))
                throw new FfmpegNotFoundException(program, folder);
        }

        return folder;
    }

    private static bool Has(string folder, string program) => File.Exists(Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program));
}
