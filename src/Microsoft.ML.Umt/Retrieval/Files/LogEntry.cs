using System.Buffers.Binary;
using System.IO.Hashing;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>
/// The 32 bytes before each piece of a log: length of the piece (4 bytes), 1 if it ends a change and 0 if more pieces of the same change follow (4), the
/// change's sequence number (8), XXH3 of the piece (8), XXH3 of the 24 bytes before (8).
/// </summary>
internal readonly record struct LogEntry(int Length, bool IsLast, ulong Sequence, ulong Hash)
{
    public const int Size = 32;

    /// <summary>Changes larger than this are cut into pieces.</summary>
    public const int WantedLength = 16 << 20;

    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], IsLast ? 1 : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Hash);
        BinaryPrimitives.WriteUInt64LittleEndian(target[24..], XxHash3.HashToUInt64(target[..24]));
    }

    /// <summary>Null if the bytes are none.</summary>
    public static LogEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        if (XxHash3.HashToUInt64(bytes[..24]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]))
            return null;
        var (length, last) = (BinaryPrimitives.ReadInt32LittleEndian(bytes), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        return length < 1 || last is not (0 or 1) ? null : new(length, last == 1, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
    }
}
