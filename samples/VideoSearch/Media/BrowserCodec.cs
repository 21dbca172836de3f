namespace VideoSearch.Media;

/// <summary>A way to write videos that browsers play.</summary>
/// <param name="Extension">Ending of the file.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Arguments">What ffmpeg is told.</param>
internal sealed record BrowserCodec(string Extension, string MediaType, string Arguments)
{
    /// <summary>H.264 where this ffmpeg can write it; builds without it have VP8.</summary>
    public static readonly IReadOnlyList<BrowserCodec> InOrder =
    [
        new(".mp4", "video/mp4", "-c:v libx264 -preset veryfast -crf 25 -pix_fmt yuv420p -c:a aac -b:a 96k -movflags +faststart"),
        new(".webm", "video/webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -pix_fmt yuv420p -c:a libopus -b:a 64k"),
    ];
}
