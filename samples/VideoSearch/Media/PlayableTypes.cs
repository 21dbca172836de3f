using Microsoft.ML.Umt;

namespace VideoSearch.Media;

/// <summary>What all browsers play without conversion.</summary>
internal static class PlayableTypes
{
    /// <summary>The media type, or null if the video has to be converted.</summary>
    public static string? Find(string extension, VideoInfo info)
    {
        if (info.PixelFormat is not ("yuv420p" or "yuvj420p"))
            return null;
        return (extension.ToLowerInvariant(), info.Codec) switch
        {
            (".mp4" or ".m4v" or ".mov", "h264") => "video/mp4",
            (".webm", "vp8" or "vp9") => "video/webm",
            _ => null,
        };
    }
}
