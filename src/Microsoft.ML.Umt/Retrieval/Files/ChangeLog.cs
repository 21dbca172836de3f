using System.IO.Hashing;
using Microsoft.ML.Umt.Retrieval.Storage;
using Microsoft.Win32.SafeHandles;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>The changes since the snapshot, appended to a file. A change counts as made once its last piece is on the disk.</summary>
internal sealed class ChangeLog : IDisposable
{
    public const byte UpsertKind = 1, RemoveKind = 2;

    private static readonly byte[] Blank = new byte[LogEntry.Size];

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly ByteWriter _piece = new();
    private bool _isBroken;

    /// <summary>Opens a log behind its last change.</summary>
    public ChangeLog(string path, long length)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        // What an ended process left unfinished.
        if (RandomAccess.GetLength(_file) != length)
        {
            RandomAccess.SetLength(_file, length);
            RandomAccess.FlushToDisk(_file);
        }
        Length = length;
    }

    public long Length { get; private set; }

    /// <summary>Makes an empty log that follows a snapshot.</summary>
    public static void Create(string path, EmbeddingRules rules, ulong sequence) =>
        FileFlush.Replace(path, stream => stream.Write(new IndexHeader(true, rules, 0, sequence).ToBytes()));

    /// <summary>Writes staged rows as one change.</summary>
    /// <exception cref="VideoIndexException">They are not on the disk.</exception>
    public void Upsert(StagedRows staged, ulong sequence) => Append(sequence, UpsertKind, staged.Count, (writer, i) =>
    {
        var chunk = staged.Chunk(i, out var row);
        writer.Entry(chunk.Entries[row]!);
        writer.Bytes(chunk.Bytes(row));
    });

    /// <summary>Writes the removal of keys as one change.</summary>
    /// <exception cref="VideoIndexException">It is not on the disk.</exception>
    public void Remove(IReadOnlyList<string> keys, ulong sequence) => Append(sequence, RemoveKind, keys.Count, (writer, i) => writer.Text(keys[i]));

    public void Dispose() => _file.Dispose();

    private void Append(ulong sequence, byte kind, int count, Action<ByteWriter, int> write)
    {
        if (_isBroken)
            throw new VideoIndexException("An earlier change could not be written, and what the disk holds since is unknown. Dispose the index and open the folder again.", _path);
        var end = Length;
        try
        {
            for (var i = 0; i < count;)
            {
                _piece.Clear();
                // Room for the head, which is known last.
                _piece.Bytes(Blank);
                _piece.Byte(kind);
                for (; i < count && _piece.Written.Length < LogEntry.WantedLength; i++)
                    write(_piece, i);
                var bytes = _piece.Written.ToArray();
                var content = bytes.AsSpan(LogEntry.Size);
                new LogEntry(content.Length, i == count, sequence, XxHash3.HashToUInt64(content)).Write(bytes);
                RandomAccess.Write(_file, bytes, end);
                end += bytes.Length;
            }
            RandomAccess.FlushToDisk(_file);
            Length = end;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Undo();
            throw new VideoIndexException($"The change cannot be written: {error.Message} The index is as it was before; make room, then try again.", _path, error);
        }
        catch
        {
            // Half a change behind the end would be taken for damage once a shorter one is written over its beginning.
            Undo();
            throw;
        }
    }

    private void Undo()
    {
        try
        {
            RandomAccess.SetLength(_file, Length);
            RandomAccess.FlushToDisk(_file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _isBroken = true;
        }
    }
}
