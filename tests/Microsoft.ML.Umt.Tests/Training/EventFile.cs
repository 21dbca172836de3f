using System.Buffers.Binary;
using System.Numerics;
using Tensorboard;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Reads event files as TensorBoard does, checksums included.</summary>
internal static class EventFile
{
    /// <summary>The entries of all event files of a folder.</summary>
    public static IReadOnlyList<Event> ReadAll(string folder) => [.. Directory.EnumerateFiles(folder, "*tfevents*").Order().SelectMany(Read)];

    private static List<Event> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Check(bytes, at, sizeof(ulong));
            Check(bytes, at + 12, length);
            events.Add(Event.Parser.ParseFrom(bytes, at + 12, length));
            at += 12 + length + sizeof(uint);
        }
        return events;
    }

    private static void Check(byte[] bytes, int start, int length)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes.AsSpan(start, length))
            crc = BitOperations.Crc32C(crc, value);
        var masked = BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
        Assert.Equal(masked, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(start + length)));
    }
}
