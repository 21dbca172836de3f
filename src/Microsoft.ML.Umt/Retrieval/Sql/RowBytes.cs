using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>Metadata and frames as the columns of a table hold them: a JSON object, and ticks (8 bytes) with values (4 bytes each) per frame, little-endian.</summary>
internal static class RowBytes
{
    public static string Metadata(IReadOnlyDictionary<string, string> metadata) => JsonSerializer.Serialize(metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary());

    public static IReadOnlyDictionary<string, string> Metadata(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    public static byte[]? Frames(IReadOnlyList<VideoFrameEmbedding> frames, int dimensions)
    {
        if (frames.Count == 0)
            return null;
        var size = sizeof(long) + (dimensions * sizeof(float));
        var bytes = new byte[checked(frames.Count * size)];
        for (var i = 0; i < frames.Count; i++)
        {
            var target = bytes.AsSpan(i * size, size);
            BinaryPrimitives.WriteInt64LittleEndian(target, frames[i].Time.Ticks);
            MemoryMarshal.AsBytes(frames[i].Embedding.Span).CopyTo(target[sizeof(long)..]);
        }
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are no whole frames.</exception>
    public static IReadOnlyList<VideoFrameEmbedding> Frames(byte[] bytes, int dimensions)
    {
        var size = sizeof(long) + (dimensions * sizeof(float));
        if (bytes.Length % size != 0)
            throw new InvalidDataException($"The column of frames holds {bytes.Length} bytes; a multiple of {size} is expected. The row was written by something else.");
        var frames = new VideoFrameEmbedding[bytes.Length / size];
        for (var i = 0; i < frames.Length; i++)
        {
            var source = bytes.AsSpan(i * size, size);
            frames[i] = new(TimeSpan.FromTicks(BinaryPrimitives.ReadInt64LittleEndian(source)), MemoryMarshal.Cast<byte, float>(source[sizeof(long)..]).ToArray());
        }
        return frames;
    }
}
