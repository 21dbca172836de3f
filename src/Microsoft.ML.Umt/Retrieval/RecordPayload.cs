using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>Metadata and frames as JSON: <c>{"metadata":{"name":"text"},"frames":[{"ticks":0,"values":"base64 of little-endian floats"}]}</c>.</summary>
internal static class RecordPayload
{
    public static string? Write(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<VideoFrameEmbedding> frames)
    {
        if (metadata.Count == 0 && frames.Count == 0)
            return null;
        var root = new JsonObject();
        if (metadata.Count > 0)
            root["metadata"] = new JsonObject(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        if (frames.Count > 0)
            root["frames"] = new JsonArray([.. frames.Select(frame => new JsonObject { ["ticks"] = frame.Time.Ticks, ["values"] = Convert.ToBase64String(MemoryMarshal.AsBytes(frame.Embedding.Span)) })]);
        return root.ToJsonString();
    }

    /// <exception cref="FormatException">The text is not what <see cref="Write"/> gives.</exception>
    public static (IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<VideoFrameEmbedding> Frames) Read(string? text)
    {
        var metadata = new Dictionary<string, string>();
        var frames = new List<VideoFrameEmbedding>();
        if (string.IsNullOrEmpty(text))
            return (metadata, frames);
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("metadata", out var pairs))
            {
                foreach (var pair in pairs.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString() ?? throw new FormatException($"'{pair.Name}' is null.");
            }
            if (document.RootElement.TryGetProperty("frames", out var list))
            {
                foreach (var frame in list.EnumerateArray())
                    frames.Add(new(TimeSpan.FromTicks(frame.GetProperty("ticks").GetInt64()), Values(frame.GetProperty("values").GetBytesFromBase64())));
            }
            return (metadata, frames);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new FormatException($"The payload of a video record is not the JSON that the library writes: {error.Message}", error);
        }
    }

    private static float[] Values(byte[] bytes) =>
        bytes.Length % sizeof(float) == 0 ? MemoryMarshal.Cast<byte, float>(bytes).ToArray() : throw new FormatException("The values of a frame are cut off.");
}
