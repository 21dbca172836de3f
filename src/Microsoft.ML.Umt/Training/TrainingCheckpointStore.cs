using System.Globalization;
using Microsoft.ML.Umt.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// The training checkpoints of one folder. A checkpoint gets its name only when every byte of it is on the disk, so whatever kills the process leaves
/// whole files; the newest few are kept. While the store lives, no other training can use the folder.
/// </summary>
internal sealed class TrainingCheckpointStore : IDisposable
{
    private const string Prefix = "checkpoint-", Extension = ".safetensors", Unfinished = ".part", LockName = "training.lock";

    private readonly string _folder;
    private readonly int _keep;
    private readonly Action<string> _log;
    private readonly Func<string, Stream> _create;
    private readonly FileStream _lock;

    /// <summary>Opens the folder, making it if need be.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="keep">How many checkpoints are kept, 1 or more; at least 2 are wise.</param>
    /// <param name="log">Receives remarks such as "damaged, the one before is used".</param>
    /// <param name="create">Makes a new file; for tests that want a full disk.</param>
    /// <exception cref="TrainingCheckpointException">The folder cannot be written to, or another training uses it.</exception>
    public TrainingCheckpointStore(string folder, int keep, Action<string> log, Func<string, Stream>? create = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(keep);
        (_keep, _log, _create) = (keep, log, create ?? (path => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20)));
        try
        {
            _folder = Directory.CreateDirectory(folder).FullName;
            _lock = new FileStream(Path.Combine(_folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TrainingCheckpointException(
                $"Training checkpoints cannot be kept in '{folder}': {error.Message} Name a folder that can be written to and that no other training uses.", error);
        }
        foreach (var leftOver in Directory.EnumerateFiles(_folder, $"{Prefix}*{Unfinished}"))
            Forget(leftOver);
    }

    /// <summary>The checkpoints, newest first.</summary>
    public IReadOnlyList<string> Files => [.. Directory.EnumerateFiles(_folder, $"{Prefix}*{Extension}").OrderDescending(StringComparer.Ordinal)];

    /// <summary>Writes a checkpoint, then deletes the oldest ones beyond those that are kept.</summary>
    /// <exception cref="TrainingCheckpointException">It cannot be written; the checkpoints before it are untouched.</exception>
    public void Save(int step, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string> values)
    {
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D9}{Extension}"));
        var unfinished = path + Unfinished;
        try
        {
            using (var stream = _create(unfinished))
            {
                SafetensorsFile.Write(stream, tensors, values);
                stream.Flush();
                // Without this, a power cut after the renaming could leave a whole name on half a file.
                (stream as FileStream)?.Flush(flushToDisk: true);
            }
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Forget(unfinished);
            throw new TrainingCheckpointException(
                $"The training checkpoint '{path}' cannot be written: {error.Message} The checkpoints before it are whole; make room or choose another disk, then resume.", error);
        }
        foreach (var old in Files.Skip(_keep))
            Forget(old);
    }

    /// <summary>The newest checkpoint that can be read, or null when the folder has none. A damaged one is reported and the one before it taken.</summary>
    /// <exception cref="TrainingCheckpointException">There are checkpoints, but all are damaged.</exception>
    public Checkpoint? OpenNewest()
    {
        var files = Files;
        foreach (var file in files)
        {
            try
            {
                return SafetensorsFile.Read(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                _log($"The training checkpoint '{file}' cannot be used, the one before it is tried: {error.Message}");
            }
        }
        return files.Count == 0
            ? null
            : throw new TrainingCheckpointException($"None of the {files.Count} training checkpoints in '{_folder}' can be read. Restore one from a copy, or empty the folder to start anew.");
    }

    /// <summary>Lets other trainings use the folder.</summary>
    public void Dispose() => _lock.Dispose();

    // A file that cannot be deleted costs space, not correctness.
    private void Forget(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _log($"'{path}' cannot be deleted: {error.Message}");
        }
    }
}
