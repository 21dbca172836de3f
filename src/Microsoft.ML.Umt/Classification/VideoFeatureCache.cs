using System.Collections.Concurrent;
using Microsoft.ML.Umt.Classification;

namespace Microsoft.ML.Umt;

/// <summary>
/// Keeps the features that a frozen encoder computed of videos, so that they are computed once however often a head is trained on them. Thread-safe;
/// one cache may serve any number of trainers and transformers.
/// </summary>
/// <remarks>
/// An entry belongs to one state of one video (path, length and time of last change; or the bytes themselves) and to one way of computing features
/// (weights, frames, sizes, arithmetic). Change any of these and the features are computed anew: nothing stale is ever used.
/// </remarks>
public sealed class VideoFeatureCache
{
    private readonly ConcurrentDictionary<string, float[]> _memory = new(StringComparer.Ordinal);
    private readonly FeatureFiles? _files;
    private readonly long _maxBytes;
    private long _bytes;

    private VideoFeatureCache(FeatureFiles? files, long maxBytes) => (_files, _maxBytes) = (files, maxBytes);

    /// <summary>Folder of the cached features; null for a cache in memory.</summary>
    public string? Folder => _files?.Folder;

    /// <summary>A cache that lives as long as the object.</summary>
    /// <param name="maxBytes">Most bytes that are kept, 1 or more; when they are used up, no more features are added. Default 1 GiB.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is below 1.</exception>
    public static VideoFeatureCache InMemory(long maxBytes = 1L << 30)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxBytes);
        return new VideoFeatureCache(null, maxBytes);
    }

    /// <summary>A cache that outlives the process: one small file for each video. Delete the folder to empty it.</summary>
    /// <param name="folder">Folder for the files, made if need be. Several processes may share it.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static VideoFeatureCache OnDisk(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return new VideoFeatureCache(new FeatureFiles(Directory.CreateDirectory(folder).FullName), 0);
    }

    /// <summary>The features under this key, or null. The array is shared: do not write to it.</summary>
    internal float[]? Find(string key) => _files is not null ? _files.Find(key) : _memory.GetValueOrDefault(key);

    internal void Add(string key, float[] features)
    {
        if (_files is not null)
        {
            _files.Add(key, features);
            return;
        }
        var size = (long)features.Length * sizeof(float);
        if (Interlocked.Add(ref _bytes, size) > _maxBytes || !_memory.TryAdd(key, features))
            Interlocked.Add(ref _bytes, -size);
    }
}
