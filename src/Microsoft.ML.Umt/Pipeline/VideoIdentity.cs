using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>Tells whether two videos are the same content, for caches.</summary>
internal static class VideoIdentity
{
    // A stream factory cannot be compared by content without reading it; the same object is the same video.
    private static readonly ConditionalWeakTable<VideoSource, string> StreamNumbers = [];
    private static readonly string ProcessName = Guid.NewGuid().ToString("N");
    private static long _streams;

    /// <summary>A text that changes when the content or the time window does; null when a file is not there.</summary>
    public static string? Of(MLVideo video)
    {
        var content = video.Source switch
        {
            FileVideoSource file => OfFile(file.Path),
            BytesVideoSource bytes => $"bytes {Hash(bytes.Bytes)}",
            FramesVideoSource frames => string.Create(CultureInfo.InvariantCulture,
                $"frames {frames.Count}x{frames.Height}x{frames.Width} {frames.FrameRate:R} {Hash(frames.Pixels)}"),
            var stream => StreamNumbers.GetValue(stream, _ => $"stream {ProcessName} {Interlocked.Increment(ref _streams)}"),
        };
        return content is null ? null : string.Create(CultureInfo.InvariantCulture, $"{content} window {video.Start?.Ticks} {video.End?.Ticks}");
    }

    /// <summary>Path, length and time of last change; null when the file is not there.</summary>
    public static string? OfFile(string path)
    {
        var file = new FileInfo(path);
        // Length and time of a link are its own.
        if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            file = target;
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"file {file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}") : null;
    }

    private static string Hash(ReadOnlyMemory<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
}
