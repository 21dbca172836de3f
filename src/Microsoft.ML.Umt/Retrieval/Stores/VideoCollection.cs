using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Retrieval.Stores;

/// <summary>
/// What all collections of video records have in common: inputs, checks, paging, and the exact score that makes every back end rank alike. A back end
/// gives candidates; they are scored here.
/// </summary>
internal abstract class VideoCollection(CollectionSettings settings, VectorStoreCollectionMetadata metadata) : VectorStoreCollection<string, VideoRecord>
{
    public override string Name => Settings.Name;

    public CollectionSettings Settings { get; } = settings;

    public override Task<VideoRecord?> GetAsync(string key, RecordRetrievalOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Guard("Get", () => FindAsync(key, options?.IncludeVectors ?? false, cancellationToken));
    }

    public override async IAsyncEnumerable<VideoRecord> GetAsync(
        Expression<Func<VideoRecord, bool>> filter,
        int top,
        FilteredRecordRetrievalOptions<VideoRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        var order = options.OrderBy?.Invoke(new()).Values ?? [];
        foreach (var record in await Guard("Get", () => FilterAsync(filter, order, options.Skip, top, options.IncludeVectors, cancellationToken)).ConfigureAwait(false))
            yield return record;
    }

    public override Task UpsertAsync(VideoRecord record, CancellationToken cancellationToken = default) => UpsertAsync([record], cancellationToken);

    public override Task UpsertAsync(IEnumerable<VideoRecord> records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(records);
        var byKey = new Dictionary<string, VideoRecord>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            RecordLimits.Check(record, Settings.Dimensions);
            byKey[record.Key] = record;
        }
        return byKey.Count == 0 ? Task.CompletedTask : Guard("Upsert", () => WriteAsync(byKey.Values, cancellationToken));
    }

    public override Task DeleteAsync(string key, CancellationToken cancellationToken = default) => DeleteAsync([key], cancellationToken);

    public override Task DeleteAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keys);
        string[] distinct = [.. keys.Distinct(StringComparer.Ordinal)];
        return distinct.Length == 0 ? Task.CompletedTask : Guard("Delete", () => RemoveAsync(distinct, cancellationToken));
    }

    public override async IAsyncEnumerable<VectorSearchResult<VideoRecord>> SearchAsync<TInput>(
        TInput searchValue,
        int top,
        VectorSearchOptions<VideoRecord>? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        options ??= new();
        if (options.VectorProperty is { Body: var body } && Unconverted(body) is not MemberExpression { Member.Name: nameof(VideoRecord.Embedding) })
            throw new ArgumentException($"The vector property of a video record is {nameof(VideoRecord.Embedding)}, not '{body}'.", nameof(options));
        var query = Settings.Rules.Query((await EmbeddingOfAsync(searchValue, cancellationToken).ConfigureAwait(false)).Span);
        var count = (int)Math.Min((long)options.Skip + top, int.MaxValue - ExactSearch.Margin);
        var rows = await RankAsync(query, count, options.Filter, cancellationToken).ConfigureAwait(false);
        foreach (var (record, score) in rows.Where(row => options.ScoreThreshold is not { } threshold || row.Score >= threshold).Skip(options.Skip))
            yield return new(options.IncludeVectors ? record : WithoutVectors(record), score);
    }

    /// <summary>The best records with all they have, by exact score and then key.</summary>
    public async Task<IReadOnlyList<(VideoRecord Record, float Score)>> RankAsync(
        float[] query, int count, Expression<Func<VideoRecord, bool>>? filter, CancellationToken cancellationToken)
    {
        var candidates = await Guard("Search", () => CandidatesAsync(query, count + ExactSearch.Margin, filter, cancellationToken)).ConfigureAwait(false);
        return
        [
            .. candidates.Select(record => (Record: record, Score: ExactScore.Of(record.Embedding.Span, query)))
                .OrderByDescending(row => row.Score).ThenBy(row => row.Record.Key, KeyOrder.Instance).Take(count),
        ];
    }

    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(VectorStoreCollectionMetadata) ? metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>The record of a key, or null.</summary>
    protected abstract Task<VideoRecord?> FindAsync(string key, bool includeVectors, CancellationToken cancellationToken);

    /// <summary>Records that fit a filter, in an order, then by key.</summary>
    protected abstract Task<IReadOnlyList<VideoRecord>> FilterAsync(
        Expression<Func<VideoRecord, bool>> filter,
        IReadOnlyList<FilteredRecordRetrievalOptions<VideoRecord>.OrderByDefinition.SortInfo> order,
        int skip,
        int top,
        bool includeVectors,
        CancellationToken cancellationToken);

    /// <summary>At least the best <paramref name="count"/> records, with all they have.</summary>
    protected abstract Task<IReadOnlyList<VideoRecord>> CandidatesAsync(float[] query, int count, Expression<Func<VideoRecord, bool>>? filter, CancellationToken cancellationToken);

    /// <summary>Writes checked records of different keys, all or none.</summary>
    protected abstract Task WriteAsync(IReadOnlyCollection<VideoRecord> records, CancellationToken cancellationToken);

    /// <summary>Removes keys, all or none; unknown ones are passed over.</summary>
    protected abstract Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Whether an exception is one of the back end's own.</summary>
    protected abstract bool IsStoreError(Exception error);

    protected static Expression Unconverted(Expression expression) => expression is UnaryExpression { NodeType: ExpressionType.Convert } cast ? cast.Operand : expression;

    /// <summary>A record as it is without its own vector and those of its frames.</summary>
    protected static VideoRecord WithoutVectors(VideoRecord record) => new() { Key = record.Key, Path = record.Path, Title = record.Title, Metadata = record.Metadata };

    /// <summary>Runs an operation of the back end; its errors become those of the abstraction.</summary>
    protected async Task<T> Guard<T>(string operation, Func<Task<T>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception error) when (IsStoreError(error))
        {
            throw new VectorStoreException($"{operation} failed in the collection '{Name}' of {metadata.VectorStoreSystemName} '{metadata.VectorStoreName}': {error.Message}", error)
            {
                VectorStoreSystemName = metadata.VectorStoreSystemName,
                VectorStoreName = metadata.VectorStoreName,
                CollectionName = Name,
                OperationName = operation,
            };
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    protected Task Guard(string operation, Func<Task> run) => Guard(operation, async () =>
    {
        await run().ConfigureAwait(false);
        return true;
    });

    private async Task<ReadOnlyMemory<float>> EmbeddingOfAsync<TInput>(TInput input, CancellationToken cancellationToken)
    {
        switch (input)
        {
            case ReadOnlyMemory<float> memory:
                return memory;
            case float[] array:
                return array;
            case Memory<float> memory:
                return memory;
            case Embedding<float> embedding:
                return embedding.Vector;
            case VideoQuery query:
                return query.Embedding;
            case string text when Settings.Generator is IEmbeddingGenerator<string, Embedding<float>> generator:
                return (await generator.GenerateAsync(text, cancellationToken: cancellationToken).ConfigureAwait(false)).Vector;
            case string:
                throw new NotSupportedException($"To search by words, set {nameof(VectorStoreCollectionDefinition.EmbeddingGenerator)} of the definition to an IEmbeddingGenerator<string, Embedding<float>>, or embed the text yourself.");
            default:
                throw new NotSupportedException($"A search takes ReadOnlyMemory<float>, float[], Embedding<float>, {nameof(VideoQuery)}, or a string with an embedding generator; found {typeof(TInput)}.");
        }
    }
}
