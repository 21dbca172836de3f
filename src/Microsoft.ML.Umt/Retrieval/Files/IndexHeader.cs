using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>
/// The first 48 bytes of a snapshot and of a log: magic (8 bytes), version (4), storage (1), whether normalized (1), zero (2), dimensions (4), zero (4),
/// rows (8; zero in a log), sequence number of the last change it contains or follows (8), XXH3 of all before (8).
/// </summary>
internal sealed record IndexHeader(bool IsLog, EmbeddingRules Rules, long Rows, ulong Sequence)
{
    public const int Size = 48;

    private const int Version = 1;
    private static readonly byte[] SnapshotMagic = "UMTVIDX\n"u8.ToArray();
    private static readonly byte[] LogMagic = "UMTVLOG\n"u8.ToArray();

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        (IsLog ? LogMagic : SnapshotMagic).CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        bytes[12] = (byte)Rules.Storage;
        bytes[13] = Rules.Normalize ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), Rules.Dimensions);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), Rows);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), Sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(40), XxHash3.HashToUInt64(bytes.AsSpan(0, 40)));
        return bytes;
    }

    /// <exception cref="VideoIndexException">The bytes are no header of this kind.</exception>
    public static IndexHeader Parse(ReadOnlySpan<byte> bytes, bool isLog, string file)
    {
        var kind = isLog ? "a video index's log" : "a video index";
        if (bytes.Length < Size)
            throw new VideoIndexException($"The file ends after {bytes.Length} bytes, before its header of {Size} is complete. Restore it from a copy, or build the index anew.", file);
        if (!bytes[..8].SequenceEqual(isLog ? LogMagic : SnapshotMagic))
            throw new VideoIndexException($"This is not {kind}: it begins with other bytes than such files do.", file);
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version != Version)
            throw new VideoIndexException($"The file has format version {version}; this library reads version {Version}. Use the library that wrote it, or build the index anew.", file);
        if (XxHash3.HashToUInt64(bytes[..40]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]))
            throw new VideoIndexException("The header is damaged: its checksum does not fit. Restore the file from a copy, or build the index anew.", file);
        var (storage, dimensions) = ((EmbeddingStorage)bytes[12], BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]));
        var rows = BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]);
        if (!Enum.IsDefined(storage) || dimensions is < 1 or > EmbeddingLength.Most || rows is < 0 or > int.MaxValue - IndexChunk.MostRows)
            throw new VideoIndexException($"The header asks for {rows} rows of {dimensions} dimensions in storage {(int)storage}, which is outside what an index can be.", file);
        return new IndexHeader(isLog, new EmbeddingRules(dimensions, storage, bytes[13] != 0), rows, BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]));
    }
}
