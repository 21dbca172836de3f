using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval;
using Microsoft.ML.Umt.Retrieval.Files;
using Microsoft.ML.Umt.Retrieval.Storage;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt;

/// <summary>
/// The embedded vector store: one <see cref="VideoIndex"/> per collection, each in a folder of its own, or all in memory. Collections are of
/// <see cref="VideoRecord"/> with <see cref="string"/> keys; a definition (<see cref="VideoRecord.CreateDefinition"/>) gives the length of embeddings.
/// </summary>
/// <remarks>Thread-safe. The store owns its indexes: dispose it to free their folders. Collections need not be disposed.</remarks>
public sealed class VideoIndexStore : VectorStore
{
    private const string SystemName = "umt.videoindex";

    private readonly string? _folder;
    private readonly VideoIndexOptions _options;
    private readonly ConcurrentDictionary<string, VideoIndex> _open = new(StringComparer.Ordinal);
    private readonly Lock _opening = new();
    private bool _isDisposed;

    /// <summary>Makes a store.</summary>
    /// <param name="folder">Folder for the collections' folders; null keeps everything in memory.</param>
    /// <param name="options">How embeddings are kept; <see cref="VideoIndexOptions.Normalize"/> is as each definition says. Null for the defaults.</param>
    public VideoIndexStore(string? folder = null, VideoIndexOptions? options = null) => (_folder, _options) = (folder is null ? null : Path.GetFullPath(folder), options?.Clone() ?? new());

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The types are others than <see cref="string"/> and <see cref="VideoRecord"/>.</exception>
    /// <exception cref="ArgumentException">The name or the definition is not possible.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        CollectionSettings.CheckTypes<TKey, TRecord>();
        var settings = CollectionSettings.Read(name, definition);
        return (VectorStoreCollection<TKey, TRecord>)(object)new VideoIndexCollection(settings, new() { VectorStoreSystemName = SystemName, VectorStoreName = _folder ?? "memory", CollectionName = name }, new Slot(this, settings));
    }

    /// <summary>Not supported: collections are of <see cref="VideoRecord"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        throw new NotSupportedException($"Dynamic collections are not kept; ask for GetCollection<string, {nameof(VideoRecord)}>.");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        var names = _folder is null || !Directory.Exists(_folder)
            ? _open.Keys
            : Directory.EnumerateDirectories(_folder).Where(IndexFolder.Exists).Select(path => Path.GetFileName(path));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(Exists(CollectionSettings.CheckName(name)));

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default)
    {
        Delete(CollectionSettings.CheckName(name));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreMetadata)
            ? new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _folder ?? "memory" }
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_opening)
        {
            _isDisposed = true;
            foreach (var index in _open.Values)
                index.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool Exists(string name) => _open.ContainsKey(name) || (_folder is not null && IndexFolder.Exists(Path.Combine(_folder, name)));

    private VideoIndex Open(CollectionSettings settings)
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_open.TryGetValue(settings.Name, out var index))
                return Fitting(index, settings);
            var options = _options.Clone();
            options.Normalize = settings.Normalize;
            return _open[settings.Name] = _folder is null ? new VideoIndex(settings.Dimensions, options) : VideoIndex.Open(Path.Combine(_folder, settings.Name), settings.Dimensions, options);
        }
    }

    private static VideoIndex Fitting(VideoIndex index, CollectionSettings settings) => index.Dimensions == settings.Dimensions && index.Normalize == settings.Normalize
        ? index
        : throw new VideoIndexException(
            $"The collection '{settings.Name}' has {index.Dimensions} dimensions{(index.Normalize ? ", scaled to length one" : "")}; the definition says {settings.Dimensions}{(settings.Normalize ? ", scaled to length one" : "")}.");

    private void Delete(string name)
    {
        lock (_opening)
        {
            if (_open.TryRemove(name, out var index))
                index.Dispose();
            var folder = _folder is null ? null : Path.Combine(_folder, name);
            if (folder is not null && IndexFolder.Exists(folder))
                IndexFolder.Delete(folder);
        }
    }

    private sealed class Slot(VideoIndexStore store, CollectionSettings settings) : IndexSlot
    {
        public override VideoIndex? TryOpen() => store._open.TryGetValue(settings.Name, out var index) ? Fitting(index, settings) : store.Exists(settings.Name) ? store.Open(settings) : null;

        public override VideoIndex Create() => store.Open(settings);

        public override void Delete() => store.Delete(settings.Name);
    }
}
