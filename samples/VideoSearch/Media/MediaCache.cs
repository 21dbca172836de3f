using System.Collections.Concurrent;

namespace VideoSearch.Media;

/// <summary>Made files (thumbnails, converted videos) in a folder of limited size. Thread-safe.</summary>
internal sealed class MediaCache
{
    // What is being sent must not vanish under the reader.
    private static readonly TimeSpan SafeFor = TimeSpan.FromMinutes(10);

    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();

    public MediaCache(SearchSettings settings)
    {
        if (settings.DataFolder.Contains('"'))
            throw new ArgumentException($"The data folder '{settings.DataFolder}' has a quotation mark in its name; choose another one with --out.");
        _folder = settings.CacheFolder;
        _maxBytes = settings.MaxCacheBytes;
        Directory.CreateDirectory(_folder);
    }

    /// <summary>The path that a file has or will have.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Runs <paramref name="make"/> unless the file is there; of several who want the same file, one makes it.</summary>
    /// <param name="name">Name of the file; ids and numbers only.</param>
    /// <param name="group">Of files that are made together: one at a time is made of each group.</param>
    /// <param name="make">Makes it at the given path.</param>
    /// <param name="cancellationToken">Of the one who wants it: nobody makes files for visitors who have left.</param>
    public async Task<string> GetAsync(string name, string group, Func<string, CancellationToken, Task> make, CancellationToken cancellationToken)
    {
        string path = PathOf(name);
        if (File.Exists(path))
        {
            Touch(path);
            return path;
        }
        var turn = _locks.GetOrAdd(group, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (!File.Exists(path))
            {
                string unfinished = PathOf($"{Guid.NewGuid():N}.part{Path.GetExtension(name)}");
                try
                {
                    await make(unfinished, cancellationToken);
                    File.Move(unfinished, path, overwrite: true);
                }
                finally
                {
                    File.Delete(unfinished);
                }
                Trim();
            }
            return path;
        }
        finally
        {
            turn.Release();
            _locks.TryRemove(group, out _);
        }
    }

    private static void Touch(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
        }
        catch (IOException)
        {
            // Trimmed in this moment: it is made again for the next visitor.
        }
    }

    private void Trim()
    {
        var files = new DirectoryInfo(_folder).GetFiles();
        long bytes = files.Sum(file => file.Length);
        foreach (var file in files.OrderBy(file => file.LastAccessTimeUtc))
        {
            if (bytes <= _maxBytes || DateTime.UtcNow - file.LastAccessTimeUtc < SafeFor)
                return;
            bytes -= file.Length;
            file.Delete();
        }
    }
}
