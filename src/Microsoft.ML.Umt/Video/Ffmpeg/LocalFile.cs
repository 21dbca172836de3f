using System.Text.RegularExpressions;
using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>Finds the file of a video and refuses what is not one.</summary>
internal static partial class LocalFile
{
    /// <summary>The file, which exists, has bytes and is within the size limit.</summary>
    /// <exception cref="VideoDecodeException">It does not, has not or is not.</exception>
    public static FileInfo Find(MLVideo video, VideoDecodeOptions options)
    {
        var path = video.Path!;
        if (path.Contains('\0'))
            throw new VideoDecodeException(video.Name, VideoDecodeError.NotFound, "the path holds a null character.");
        if (OperatingSystem.IsWindows() && (path.StartsWith(@"\\", StringComparison.Ordinal) || path.StartsWith("//", StringComparison.Ordinal)))
            throw new VideoDecodeException(video.Name, VideoDecodeError.Refused, "only local files are opened, not network shares or devices; copy the file first.");

        var file = new FileInfo(path);
        if (!file.Exists)
            throw Missing(video, path);
        // The link's target decides: ffmpeg follows links, and so must the checks and the cache.
        if (file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target.Exists ? target : throw Missing(video, target.FullName);
        CheckSize(video.Name, file.Length, options);
        return file;
    }

    /// <summary>Refuses empty content and content beyond the limit.</summary>
    public static void CheckSize(string name, long bytes, VideoDecodeOptions options)
    {
        if (bytes == 0)
            throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, "it is empty (0 bytes) or not a regular file.");
        if (bytes > options.MaxFileBytes)
        {
            throw new VideoDecodeException(
                name,
                VideoDecodeError.LimitExceeded,
                Invariant($"it has more than {options.MaxFileBytes:N0} bytes, the limit {nameof(VideoDecodeOptions)}.{nameof(VideoDecodeOptions.MaxFileBytes)}."));
        }
    }

    private static VideoDecodeException Missing(MLVideo video, string path)
    {
        if (Directory.Exists(path))
            return new VideoDecodeException(video.Name, VideoDecodeError.NotFound, "it is a folder; name a file in it.");
        return Scheme().IsMatch(path)
            ? new VideoDecodeException(video.Name, VideoDecodeError.Refused, "only local files are opened, not URLs or ffmpeg protocols; download the file first.")
            : new VideoDecodeException(video.Name, VideoDecodeError.NotFound, $"there is no such file (looked for '{Path.GetFullPath(path)}').");
    }

    // One letter before the colon is a Windows drive.
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]+[:,]")]
    private static partial Regex Scheme();
}
