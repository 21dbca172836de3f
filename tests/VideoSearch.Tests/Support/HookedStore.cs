using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt;

namespace VideoSearch.Tests.Support;

/// <summary>A store of somebody else's make: it goes through the abstractions alone, and a test can see to what happens when it is written to.</summary>
internal sealed class HookedStore(VectorStore inner) : VectorStore
{
    /// <summary>Called before records are written.</summary>
    public Action<CancellationToken> BeforeUpsert { get; set; } = _ => { };

    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null) =>
        (VectorStoreCollection<TKey, TRecord>)(object)new Collection(this, inner.GetCollection<string, VideoRecord>(name, definition));

    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) => inner.GetDynamicCollection(name, definition);

    public override IAsyncEnumerable<string> ListCollectionNamesAsync(CancellationToken cancellationToken = default) => inner.ListCollectionNamesAsync(cancellationToken);

    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => inner.CollectionExistsAsync(name, cancellationToken);

    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => inner.EnsureCollectionDeletedAsync(name, cancellationToken);

    public override object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Collection(HookedStore store, VectorStoreCollection<string, VideoRecord> inner) : VectorStoreCollection<string, VideoRecord>
    {
        public override string Name => inner.Name;

        public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => inner.CollectionExistsAsync(cancellationToken);

        public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => inner.EnsureCollectionExistsAsync(cancellationToken);

        public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => inner.EnsureCollectionDeletedAsync(cancellationToken);

        public override Task<VideoRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default) => inner.GetAsync(key, options, cancellationToken);

        public override IAsyncEnumerable<VideoRecord> GetAsync(
            Expression<Func<VideoRecord, bool>> filter, int top, FilteredRecordRetrievalOptions<VideoRecord>? options = null, CancellationToken cancellationToken = default) =>
            inner.GetAsync(filter, top, options, cancellationToken);

        public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

        public override Task UpsertAsync(VideoRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

        public override async Task UpsertAsync(IEnumerable<VideoRecord> records, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            store.BeforeUpsert(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            await inner.UpsertAsync(records, cancellationToken);
        }

        public override IAsyncEnumerable<VectorSearchResult<VideoRecord>> SearchAsync<TInput>(
            TInput searchValue, int top, VectorSearchOptions<VideoRecord>? options = null, CancellationToken cancellationToken = default) =>
            inner.SearchAsync(searchValue, top, options, cancellationToken);

        public override object? GetService(Type serviceType, object? serviceKey = null) => inner.GetService(serviceType, serviceKey);
    }
}
