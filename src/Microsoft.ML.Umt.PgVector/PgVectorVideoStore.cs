using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval;
using Microsoft.ML.Umt.Retrieval.Sql;
using Microsoft.ML.Umt.Retrieval.Stores;
using Npgsql;

namespace Microsoft.ML.Umt;

/// <summary>
/// A vector store in a PostgreSQL database with the pgvector extension: a table per collection of <see cref="VideoRecord"/> with <see cref="string"/> keys,
/// in the first schema of the connection's search path. Exact as long as the table has no approximate index, and ranks as <see cref="VideoIndex"/> does.
/// </summary>
/// <remarks>
/// Thread-safe; several processes can use the database together. A change is a transaction. The first collection runs <c>CREATE EXTENSION IF NOT EXISTS
/// vector</c>, which a user without the right to it leaves to the administrator. Embeddings have at most 16,000 dimensions, pgvector's limit. Tables that
/// are no collections are neither changed nor deleted. What a table was made for is asked once and remembered as long as the store lives.
/// </remarks>
public sealed class PgVectorVideoStore : VectorStore
{
    internal const string SystemName = "postgresql";

    private readonly NpgsqlDataSource _source;
    private readonly string _name;
    private readonly ConcurrentDictionary<string, SqlTable> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a store. Nothing is connected to before the first operation.</summary>
    /// <param name="connectionString">Address and login, for example <c>Host=localhost;Database=videos;Username=app;Password=...</c>.</param>
    /// <exception cref="ArgumentException">The text is no connection string.</exception>
    public PgVectorVideoStore(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.UseVector();
        _source = builder.Build();
        // Never the whole connection string: it holds the password, and this name stands in messages.
        _name = $"{builder.ConnectionStringBuilder.Host}/{builder.ConnectionStringBuilder.Database}";
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The types are others than <see cref="string"/> and <see cref="VideoRecord"/>.</exception>
    /// <exception cref="ArgumentException">The name or the definition is not possible.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        CollectionSettings.CheckTypes<TKey, TRecord>();
        var settings = CollectionSettings.Read(name, definition);
        return settings.Dimensions <= PgVectorDialect.MostDimensions
            ? (VectorStoreCollection<TKey, TRecord>)(object)new PgVectorVideoCollection(settings, _name, _source, _known)
            : throw new ArgumentException($"pgvector keeps embeddings of at most {PgVectorDialect.MostDimensions} dimensions; the definition says {settings.Dimensions}.", nameof(definition));
    }

    /// <summary>Not supported: collections are of <see cref="VideoRecord"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override VectorStoreCollection<object, Dictionary<string, object?>> GetDynamicCollection(string name, VectorStoreCollectionDefinition definition) =>
        throw new NotSupportedException($"Dynamic collections are not kept; ask for GetCollection<string, {nameof(VideoRecord)}>.");

    /// <inheritdoc/>
    public override async IAsyncEnumerable<string> ListCollectionNamesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in await Any().ListAsync(cancellationToken).ConfigureAwait(false))
            yield return name;
    }

    /// <inheritdoc/>
    public override Task<bool> CollectionExistsAsync(string name, CancellationToken cancellationToken = default) => Any(name).CollectionExistsAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task EnsureCollectionDeletedAsync(string name, CancellationToken cancellationToken = default) => Any(name).EnsureCollectionDeletedAsync(cancellationToken);

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        if (serviceType == typeof(VectorStoreMetadata))
            return new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _name };
        return serviceType == typeof(NpgsqlDataSource) ? _source : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _source.Dispose();
        base.Dispose(disposing);
    }

    // What is asked for needs no more of a collection than its name.
    private PgVectorVideoCollection Any(string name = "any") => new(new(CollectionSettings.CheckName(name), 1, false, null), _name, _source, _known);
}
