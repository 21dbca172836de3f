using System.Buffers.Binary;
using System.IO.Hashing;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>
/// A whole index in one file: the header, then blocks of at most 1,024 rows. A block: the embeddings, the number of bytes of the entries (8 bytes), the
/// entries (see <see cref="ByteWriter.Entry"/>), XXH3 of all of the block before it (8).
/// </summary>
internal static class SnapshotFile
{
    private const int BlockRows = 1024;

    /// <summary>Writes what a reader of the state sees; later changes are not in it.</summary>
    public static void Write(string path, IndexState state, EmbeddingRules rules, ulong sequence, CancellationToken cancellationToken = default) => FileFlush.Replace(path, stream =>
    {
        stream.Write(new IndexHeader(false, rules, state.LiveCount, sequence).ToBytes());
        var entries = new ByteWriter();
        var number = new byte[sizeof(ulong)];
        foreach (var block in state.Rows().Chunk(BlockRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var hash = new XxHash3();
            foreach (var (row, _) in block)
                Append(state.ChunkOf(row, out var inChunk).Bytes(inChunk));
            entries.Clear();
            foreach (var (_, entry) in block)
                entries.Entry(entry);
            BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)entries.Written.Length);
            Append(number);
            Append(entries.Written);
            BinaryPrimitives.WriteUInt64LittleEndian(number, hash.GetCurrentHashAsUInt64());
            stream.Write(number);

            void Append(ReadOnlySpan<byte> bytes)
            {
                hash.Append(bytes);
                stream.Write(bytes);
            }
        }
    });

    /// <summary>Reads a file into an empty table.</summary>
    /// <exception cref="VideoIndexException">The file is damaged, or none of an index.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static (IndexTable Table, ulong Sequence) Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);
        var headerBytes = new byte[IndexHeader.Size];
        var header = IndexHeader.Parse(headerBytes.AsSpan(0, stream.ReadAtLeast(headerBytes, headerBytes.Length, throwOnEndOfStream: false)), isLog: false, path);
        // Before memory is asked for: a header that lies must not cost any.
        if (header.Rows * header.Rules.EmbeddingBytes > stream.Length - stream.Position)
            throw Damaged(path, $"{header.Rows} embeddings of {header.Rules.EmbeddingBytes} bytes cannot be in a file of {stream.Length} bytes; it is cut off");
        var table = new IndexTable(header.Rules);
        var staged = table.Reserve((int)header.Rows);
        try
        {
            for (var first = 0; first < staged.Count; first += BlockRows)
                ReadBlock(stream, staged, first, Math.Min(BlockRows, staged.Count - first), header.Rules);
            if (stream.Position != stream.Length)
                throw new FormatException($"{stream.Length - stream.Position} bytes follow the last block");
        }
        catch (Exception error) when (error is FormatException or EndOfStreamException)
        {
            throw Damaged(path, error.Message, error);
        }
        table.Publish(staged);
        if (table.State.LiveCount != header.Rows)
            throw Damaged(path, "two videos have the same key");
        return (table, header.Sequence);
    }

    private static void ReadBlock(FileStream stream, StagedRows staged, int first, int count, EmbeddingRules rules)
    {
        var hash = new XxHash3();
        for (var i = first; i < first + count; i++)
        {
            var chunk = staged.Chunk(i, out var row);
            Read(chunk.Bytes(row));
            chunk.ClearPadding(row);
        }
        var number = new byte[sizeof(ulong)];
        Read(number);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(number);
        if (length > (ulong)(stream.Length - stream.Position) || length > (ulong)Array.MaxLength)
            throw new FormatException($"{length} bytes of entries cannot be in the {stream.Length - stream.Position} bytes that are left");
        var bytes = new byte[length];
        Read(bytes);
        stream.ReadExactly(number);
        if (hash.GetCurrentHashAsUInt64() != BinaryPrimitives.ReadUInt64LittleEndian(number))
            throw new FormatException($"the checksum of the block of rows {first} to {first + count - 1} does not fit");
        var reader = new ByteReader(bytes);
        for (var i = first; i < first + count; i++)
            staged.Chunk(i, out var row).Entries[row] = reader.Entry(rules);
        if (!reader.IsAtEnd)
            throw new FormatException($"the entries of the block of rows {first} to {first + count - 1} are longer than they should be");

        void Read(Span<byte> target)
        {
            stream.ReadExactly(target);
            hash.Append(target);
        }
    }

    private static VideoIndexException Damaged(string path, string what, Exception? inner = null) =>
        new($"The file is damaged: {what.TrimEnd('.')}. Restore it from a copy, or build the index anew.", path, inner);
}
