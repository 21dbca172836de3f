using System.IO.Hashing;
using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>Applies the changes of a log to a table and says where the last one ends.</summary>
internal sealed class LogReplay
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly IndexTable _table;
    private readonly List<byte[]> _pieces = [];

    private LogReplay(string path, FileStream stream, IndexTable table, ulong sequence) => (_path, _stream, _table, Sequence) = (path, stream, table, sequence);

    /// <summary>Number of the last change in the table.</summary>
    public ulong Sequence { get; private set; }

    /// <summary>Bytes of the log up to the end of the last whole change.</summary>
    public long Length { get; private set; } = IndexHeader.Size;

    /// <summary>What was cut off, or null.</summary>
    public string? Note { get; private set; }

    public static IndexHeader ReadHeader(string path)
    {
        using var stream = OpenFile(path);
        return ReadHeader(path, stream);
    }

    /// <param name="path">The log.</param>
    /// <param name="table">Takes the changes.</param>
    /// <param name="sequence">Number of the last change that the table has already.</param>
    /// <param name="recoverDamaged">Whether to stop at damage instead of failing.</param>
    /// <exception cref="VideoIndexException">The log is damaged before its end, or does not belong to the snapshot.</exception>
    public static LogReplay Run(string path, IndexTable table, ulong sequence, bool recoverDamaged)
    {
        using var stream = OpenFile(path);
        var header = ReadHeader(path, stream);
        if (header.Rules != table.Rules || header.Sequence > sequence)
            throw new VideoIndexException("The log does not follow the snapshot beside it: one of the two is missing or from another index. Restore both from one copy, or build the index anew.", path);
        var replay = new LogReplay(path, stream, table, sequence);
        replay.ReadAll(header.Sequence, recoverDamaged);
        return replay;
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 20, FileOptions.SequentialScan);

    private static IndexHeader ReadHeader(string path, FileStream stream)
    {
        var bytes = new byte[IndexHeader.Size];
        return IndexHeader.Parse(bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)), isLog: true, path);
    }

    private void ReadAll(ulong previous, bool recoverDamaged)
    {
        try
        {
            while (_stream.Position < _stream.Length && TryReadPiece(ref previous))
            {
            }
            if (Length < _stream.Length)
                Note ??= $"'{_path}': {_stream.Length - Length} bytes of a change that was not finished were cut off, as a process leaves them that is ended while it writes.";
        }
        catch (FormatException error)
        {
            var where = $"The log is damaged behind byte {Length}: {error.Message.TrimEnd('.')}.";
            if (!recoverDamaged)
            {
                throw new VideoIndexException(
                    $"{where} What was committed before is whole. Restore the folder from a copy, or open it with {nameof(VideoIndexOptions)}.{nameof(VideoIndexOptions.RecoverDamagedLog)} to use that and lose the {_stream.Length - Length} bytes behind.",
                    _path, error);
            }
            Note = $"'{_path}': {where} The {_stream.Length - Length} bytes behind were cut off.";
        }
    }

    // False at an end that a killed writer can leave. What no such end can look like is damage.
    private bool TryReadPiece(ref ulong previous)
    {
        Span<byte> head = stackalloc byte[LogEntry.Size];
        if (_stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return false;
        if (LogEntry.Parse(head) is not { } entry)
            return IsZeroToTheEnd(head) ? false : throw new FormatException("the head of an entry is not valid");
        if (entry.Sequence != previous + 1)
            throw new FormatException($"change {entry.Sequence} follows change {previous}");
        if (entry.Length > _stream.Length - _stream.Position)
            return false;
        var piece = new byte[entry.Length];
        _stream.ReadExactly(piece);
        if (XxHash3.HashToUInt64(piece) != entry.Hash)
            return _stream.Position == _stream.Length ? false : throw new FormatException($"the checksum of change {entry.Sequence} does not fit");
        _pieces.Add(piece);
        if (!entry.IsLast)
            return true;
        // A snapshot that was finished before the log was emptied has the first changes already.
        if (entry.Sequence > Sequence)
        {
            Apply();
            Sequence = entry.Sequence;
        }
        _pieces.Clear();
        previous = entry.Sequence;
        Length = _stream.Position;
        return true;
    }

    // File systems that had made the file longer before its bytes arrived leave zeros after a power cut.
    private bool IsZeroToTheEnd(ReadOnlySpan<byte> head)
    {
        if (head.ContainsAnyExcept((byte)0))
            return false;
        var buffer = new byte[1 << 16];
        for (int read; (read = _stream.Read(buffer)) > 0;)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return false;
        }
        return true;
    }

    private void Apply()
    {
        var rows = new List<(IndexEntry Entry, int Piece, int Offset)>();
        for (var i = 0; i < _pieces.Count; i++)
        {
            var reader = new ByteReader(_pieces[i]);
            var kind = reader.Byte();
            if (kind is not (ChangeLog.UpsertKind or ChangeLog.RemoveKind))
                throw new FormatException($"a change has the unknown kind {kind}");
            var keys = new List<string>();
            while (!reader.IsAtEnd)
            {
                if (kind == ChangeLog.RemoveKind)
                {
                    keys.Add(reader.Text() ?? throw new FormatException("a removal has no key"));
                    continue;
                }
                var entry = reader.Entry(_table.Rules);
                rows.Add((entry, i, _pieces[i].Length - reader.Left));
                reader.Take(_table.Rules.EmbeddingBytes);
            }
            if (keys.Count > 0)
                _table.Remove(keys);
        }
        if (rows.Count == 0)
            return;
        var staged = _table.Reserve(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            var chunk = staged.Chunk(i, out var row);
            _pieces[rows[i].Piece].AsSpan(rows[i].Offset, _table.Rules.EmbeddingBytes).CopyTo(chunk.Bytes(row));
            chunk.ClearPadding(row);
            chunk.Entries[row] = rows[i].Entry;
        }
        _table.Publish(staged);
    }
}
