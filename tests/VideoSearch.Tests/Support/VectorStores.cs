using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt;

namespace VideoSearch.Tests.Support;

internal static class VectorStores
{
    public static VectorStore Open(SearchSettings settings) => new MemStore();
}

internal sealed class MemStore : VectorStore
{
    private readonly MemCollection _c = new();
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) => (VectorStoreCollection<TKey, TRecord>)(object)_c;
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) => throw new NotSupportedException();
    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => Task.FromResult(true);
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => Task.CompletedTask;
    public override object? GetService(Type serviceType, object? serviceKey = null) => null;
}

internal sealed class MemCollection : VectorStoreCollection<string, VideoRecord>
{
    private readonly ConcurrentDictionary<string, VideoRecord> _r = new();
    public override string Name => "m";
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);
    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) { _r.Clear(); return Task.CompletedTask; }
    public override Task<VideoRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) => Task.FromResult(_r.GetValueOrDefault(key));
    public override async IAsyncEnumerable<VideoRecord> GetAsync(Expression<Func<VideoRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<VideoRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default) { await Task.Yield(); yield break; }
    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) { _r.TryRemove(key, out _); return Task.CompletedTask; }
    public override Task UpsertAsync(VideoRecord record, CancellationToken cancellationToken = default) { _r[record.Key] = record; return Task.CompletedTask; }
    public override async Task UpsertAsync(IEnumerable<VideoRecord> records, CancellationToken cancellationToken = default) { foreach (var r in records) await UpsertAsync(r, cancellationToken); }
    public override async IAsyncEnumerable<VectorSearchResult<VideoRecord>> SearchAsync<TInput>(TInput searchValue, int top, VectorSearchOptions<VideoRecord>? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        var v = (ReadOnlyMemory<float>)(object)searchValue!;
        foreach (var r in _r.Values.Select(r => (r, TensorPrimitives.Dot(r.Embedding.Span, v.Span))).OrderByDescending(p => p.Item2).Take(top).ToList())
            yield return new VectorSearchResult<VideoRecord>(r.r, r.Item2);
    }
    public override object? GetService(Type serviceType, object? serviceKey = null) => null;
}
