using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.Umt;

/// <summary>The parts of ffprobe's report that this library reads; FFMpegCore does not type packets, frame counts or the attached-picture flag.</summary>
internal sealed record ProbeJson(ProbeJson.Stream[]? Streams, ProbeJson.Packet[]? Packets)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>Reads a report.</summary>
    public static ProbeJson Parse(string json) => JsonSerializer.Deserialize<ProbeJson>(json, Options)!;

    /// <summary>One stream.</summary>
    internal sealed record Stream(
        int Index,
        int Width,
        int Height,
        [property: JsonPropertyName("codec_name")] string? Codec,
        [property: JsonPropertyName("codec_type")] string? Type,
        [property: JsonPropertyName("pix_fmt")] string? PixelFormat,
        [property: JsonPropertyName("avg_frame_rate")] string? AverageRate,
        [property: JsonPropertyName("r_frame_rate")] string? BaseRate,
        [property: JsonPropertyName("time_base")] string? TimeBase,
        [property: JsonPropertyName("nb_frames")] string? FrameCount,
        [property: JsonPropertyName("side_data_list")] SideData[]? SideData,
        Dictionary<string, int>? Disposition);

    /// <summary>One packet.</summary>
    internal readonly record struct Packet([property: JsonPropertyName("stream_index")] int Stream, long? Pts, string? Flags);

    /// <summary>Stream side data; only the display matrix has a rotation.</summary>
    internal sealed record SideData(double? Rotation);
}
