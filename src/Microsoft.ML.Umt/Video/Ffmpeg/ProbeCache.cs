using System.Runtime.CompilerServices;

namespace Microsoft.ML.Umt;

/// <summary>Probe results by content: a file by path, size and modification time, everything else by the handle. The least recently used make room.</summary>
internal sealed class ProbeCache(int maxFrames = 4_000_000)
{
    private readonly Dictionary<FileKey, LinkedListNode<Entry>> _files = [];
    private readonly LinkedList<Entry> _recent = [];
    private readonly ConditionalWeakTable<VideoSource, ProbeResult> _handles = [];
    private readonly Lock _lock = new();
    private long _frames;

    /// <summary>The cached result, or <see langword="null"/>.</summary>
    public ProbeResult? Find(VideoSource source, FileInfo? file)
    {
        if (file is null)
            return _handles.TryGetValue(source, out var result) ? result : null;
        lock (_lock)
        {
            if (!_files.TryGetValue(new FileKey(file), out var node))
                return null;
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Result;
        }
    }

    /// <summary>Keeps a result.</summary>
    public void Add(VideoSource source, FileInfo? file, ProbeResult result)
    {
        if (file is null)
        {
            _handles.AddOrUpdate(source, result);
            return;
        }

        lock (_lock)
        {
            var key = new FileKey(file);
            if (_files.ContainsKey(key))
                return;
            _files[key] = _recent.AddFirst(new Entry(key, result));
            _frames += Cost(result);
            while (_frames > maxFrames && _recent.Last is { } oldest && oldest != _recent.First)
            {
                _recent.RemoveLast();
                _files.Remove(oldest.Value.Key);
                _frames -= Cost(oldest.Value.Result);
            }
        }
    }

    // Every entry costs something, so that millions of one-frame files are bounded as well.
    private static int Cost(ProbeResult result) => result.FrameCount + 50;

    private readonly record struct FileKey(string Path, long Length, DateTime Modified)
    {
        public FileKey(FileInfo file)
            : this(file.FullName, file.Length, file.LastWriteTimeUtc)
        {
        }
    }

    private sealed record Entry(FileKey Key, ProbeResult Result);
}
