using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>A <see cref="VideoIndex"/> as a collection.</summary>
internal sealed class VideoIndexCollection(CollectionSettings settings, VectorStoreCollectionMetadata metadata, IndexSlot slot) : VideoCollection(settings, metadata)
{
    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("CollectionExists", () => Task.FromResult(slot.TryOpen() is not null));

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionExists", () => Task.FromResult(slot.Create()));

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionDeleted", () =>
    {
        slot.Delete();
        return Task.CompletedTask;
    });

    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(VideoIndex) && serviceKey is null ? slot.TryOpen() : base.GetService(serviceType, serviceKey);

    protected override Task<VideoRecord?> FindAsync(string key, bool includeVectors, CancellationToken cancellationToken)
    {
        var record = Open().Find(key);
        return Task.FromResult(record is null || includeVectors ? record : WithoutVectors(record));
    }

    protected override Task<IReadOnlyList<VideoRecord>> FilterAsync(
        Expression<Func<VideoRecord, bool>> filter,
        IReadOnlyList<FilteredRecordRetrievalOptions<VideoRecord>.OrderByDefinition.SortInfo> order,
        int skip,
        int top,
        bool includeVectors,
        CancellationToken cancellationToken)
    {
        var found = Open().Records().Where(CompiledFilters.Get(filter)!);
        IOrderedEnumerable<VideoRecord>? sorted = null;
        foreach (var info in order)
        {
            var selector = info.PropertySelector.Compile();
            string? By(VideoRecord record) => selector(record) as string;
            sorted = (sorted, info.Ascending) switch
            {
                (null, true) => found.OrderBy(By, NullableKeyOrder.Instance),
                (null, false) => found.OrderByDescending(By, NullableKeyOrder.Instance),
                (_, true) => sorted.ThenBy(By, NullableKeyOrder.Instance),
                (_, false) => sorted.ThenByDescending(By, NullableKeyOrder.Instance),
            };
        }
        var ordered = sorted?.ThenBy(record => record.Key, KeyOrder.Instance) ?? found.OrderBy(record => record.Key, KeyOrder.Instance);
        return Task.FromResult<IReadOnlyList<VideoRecord>>([.. ordered.Skip(skip).Take(top).Select(record => includeVectors ? record : WithoutVectors(record))]);
    }

    protected override Task<IReadOnlyList<VideoRecord>> CandidatesAsync(float[] query, int count, Expression<Func<VideoRecord, bool>>? filter, CancellationToken cancellationToken)
    {
        var rows = Open().FindRows([query], count, CompiledFilters.Get(filter), cancellationToken)[0];
        return Task.FromResult<IReadOnlyList<VideoRecord>>([.. rows.Select(row => row.Entry.ToRecord(row.Embedding))]);
    }

    protected override Task WriteAsync(IReadOnlyCollection<VideoRecord> records, CancellationToken cancellationToken)
    {
        Open().Upsert(records);
        return Task.CompletedTask;
    }

    protected override Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Open().Remove(keys);
        return Task.CompletedTask;
    }

    protected override bool IsStoreError(Exception error) => error is IOException or UnauthorizedAccessException or ObjectDisposedException;

    private VideoIndex Open() => slot.TryOpen() ?? throw new VideoIndexException($"The collection '{Name}' does not exist. Call {nameof(EnsureCollectionExistsAsync)} first.");
}
