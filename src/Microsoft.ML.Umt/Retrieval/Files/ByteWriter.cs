using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>Appends the pieces of a file to a growing buffer, little-endian.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value) => _buffer.Write([value]);

    public void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.GetSpan(sizeof(int)), value);
        _buffer.Advance(sizeof(int));
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(sizeof(ulong)), value);
        _buffer.Advance(sizeof(ulong));
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Length and UTF-8 bytes; length -1 for null.</summary>
    public void Text(string? text)
    {
        if (text is null)
        {
            Int32(-1);
            return;
        }
        var length = RecordLimits.Utf8.GetByteCount(text);
        Int32(length);
        RecordLimits.Utf8.GetBytes(text, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    /// <summary>All of a video but its embedding.</summary>
    public void Entry(IndexEntry entry)
    {
        Text(entry.Key);
        Text(entry.Path);
        Text(entry.Title);
        Int32(entry.Metadata?.Count ?? 0);
        foreach (var (name, value) in entry.Metadata ?? new Dictionary<string, string>())
        {
            Text(name);
            Text(value);
        }
        Int32(entry.Frames?.Count ?? 0);
        if (entry.Frames is not { } frames)
            return;
        Bytes(MemoryMarshal.AsBytes(frames.Ticks));
        Bytes(MemoryMarshal.AsBytes(frames.Values));
        Bytes(MemoryMarshal.AsBytes(frames.Halves));
    }
}
