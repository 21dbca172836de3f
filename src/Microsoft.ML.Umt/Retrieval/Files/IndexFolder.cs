using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Files;

/// <summary>
/// The folder that an index lives in: a snapshot, the log of the changes since, and a lock, so that one process at a time has it. When the log outgrows the
/// snapshot, a new snapshot takes its place: first the snapshot gets its name, then the log is emptied; in between the log's changes are known by their
/// numbers to be in the snapshot.
/// </summary>
internal sealed class IndexFolder : IDisposable
{
    public const string SnapshotName = "videos.index", LogName = "videos.log", LockName = "videos.lock";

    private const long LeastLogBytes = 64 << 20;

    private readonly FileStream _lock;
    private ChangeLog _log = null!;
    private ulong _sequence;
    private long _compactAt;

    private IndexFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    public string Path { get; }

    /// <summary>What opening cut off the log, or null.</summary>
    public string? Note { get; private set; }

    private string Snapshot => System.IO.Path.Combine(Path, SnapshotName);

    private string Log => System.IO.Path.Combine(Path, LogName);

    /// <summary>Whether a folder holds an index.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, SnapshotName)) || File.Exists(System.IO.Path.Combine(path, LogName));

    /// <summary>Opens the folder, or makes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="wanted">What the index shall be, given what it is (null if it is new).</param>
    /// <param name="recoverDamaged">Whether to stop at damage of the log instead of failing.</param>
    /// <param name="table">The videos.</param>
    public static IndexFolder Open(string path, Func<EmbeddingRules?, EmbeddingRules> wanted, bool recoverDamaged, out IndexTable table)
    {
        FileStream? @lock = null;
        try
        {
            path = Directory.CreateDirectory(path).FullName;
            @lock = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var folder = new IndexFolder(path, @lock);
            table = folder.Read(wanted, recoverDamaged);
            return folder;
        }
        catch (Exception error)
        {
            @lock?.Dispose();
            if (error is VideoIndexException || error is not (IOException or UnauthorizedAccessException))
                throw;
            throw new VideoIndexException($"The folder cannot be opened: {error.Message} One process at a time can have it; name a folder that can be written to and that none has open.", path, error);
        }
    }

    /// <summary>Deletes an index: its own files, and the folder if nothing else is in it, for that would be the user's.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">Somebody has it open: he would go on writing into files that nobody can find any more.</exception>
    public static void Delete(string path)
    {
        var lockPath = System.IO.Path.Combine(path, LockName);
        using (new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None))
        {
            // The log first: if this is cut short, what is left is a whole index.
            foreach (var name in (string[])[LogName, SnapshotName])
            {
                File.Delete(System.IO.Path.Combine(path, name));
                File.Delete(System.IO.Path.Combine(path, name + FileFlush.Unfinished));
            }
        }
        File.Delete(lockPath);
        if (!Directory.EnumerateFileSystemEntries(path).Any())
            Directory.Delete(path);
    }

    public void Upsert(StagedRows staged)
    {
        _log.Upsert(staged, _sequence + 1);
        _sequence++;
    }

    public void Remove(IReadOnlyList<string> keys)
    {
        _log.Remove(keys, _sequence + 1);
        _sequence++;
    }

    /// <summary>Makes a new snapshot if the log has grown long.</summary>
    public void CompactIfWorthwhile(IndexTable table)
    {
        if (_log.Length < _compactAt)
            return;
        try
        {
            Compact(table, CancellationToken.None);
        }
        catch (VideoIndexException)
        {
            // The change that brought us here is safe in the log, so it did not fail; there is a next time, and Compact() reports.
            _compactAt = 2 * _log.Length;
        }
    }

    /// <exception cref="VideoIndexException">The files cannot be written; the ones before are whole.</exception>
    public void Compact(IndexTable table, CancellationToken cancellationToken)
    {
        var length = _log.Length;
        try
        {
            SnapshotFile.Write(Snapshot, table.State, table.Rules, _sequence, cancellationToken);
            _log.Dispose();
            ChangeLog.Create(Log, table.Rules, _sequence);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new VideoIndexException($"The snapshot cannot be written: {error.Message} The files before it are whole; make room, then try again.", Path, error);
        }
        finally
        {
            // Also after a failure: the name means a whole log, old or new, and changes go on behind its end.
            _log.Dispose();
            _log = new ChangeLog(Log, Math.Min(length, new FileInfo(Log).Length));
        }
        SetThreshold();
    }

    public void Dispose()
    {
        _log.Dispose();
        _lock.Dispose();
    }

    private IndexTable Read(Func<EmbeddingRules?, EmbeddingRules> wanted, bool recoverDamaged)
    {
        // Only files of our own: the folder is the user's, and downloads that are under way are often called the same.
        File.Delete(Snapshot + FileFlush.Unfinished);
        File.Delete(Log + FileFlush.Unfinished);
        IndexTable? table = null;
        if (File.Exists(Snapshot))
            (table, _sequence) = SnapshotFile.Read(Snapshot);
        var there = table?.Rules ?? (File.Exists(Log) ? LogReplay.ReadHeader(Log).Rules : null);
        var rules = wanted(there);
        if (there is not null && rules != there)
            throw new VideoIndexException($"The index has {Describe(there)}, but {Describe(rules)} is asked for. Open it as it is, or build a new one in another folder.", Path);
        table ??= new IndexTable(rules);
        if (!File.Exists(Log))
            ChangeLog.Create(Log, table.Rules, _sequence);
        var replay = LogReplay.Run(Log, table, _sequence, recoverDamaged);
        (_sequence, Note) = (replay.Sequence, replay.Note);
        _log = new ChangeLog(Log, replay.Length);
        SetThreshold();
        return table;
    }

    private void SetThreshold() => _compactAt = Math.Max(LeastLogBytes, File.Exists(Snapshot) ? new FileInfo(Snapshot).Length : 0);

    private static string Describe(EmbeddingRules rules) => $"{rules.Dimensions} dimensions as {rules.Storage}{(rules.Normalize ? ", scaled to length one" : "")}";
}
