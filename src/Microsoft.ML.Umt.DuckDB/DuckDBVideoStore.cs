using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval;
using Microsoft.ML.Umt.Retrieval.Sql;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt;

/// <summary>
/// A vector store in one DuckDB database file: a table per collection of <see cref="VideoRecord"/> with <see cref="string"/> keys, embeddings in arrays of
/// fixed size, compared by DuckDB's inner-product function. Exact, and ranks as <see cref="VideoIndex"/> does.
/// </summary>
/// <remarks>
/// Thread-safe: searches run beside each other and beside a change, and see it whole or not at all; changes wait for one another. A change is on the disk
/// when its call returns. One process at a time can have the file open for writing; DuckDB refuses the second. Operations run on the calling thread:
/// DuckDB has no asynchronous interface. Dispose the store to close the file; collections need not be disposed.
/// </remarks>
public sealed class DuckDBVideoStore : VectorStore
{
    internal const string SystemName = "duckdb";

    private readonly DuckDBConnection _keepOpen;
    private readonly string _connectionString;
    private readonly string _path;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentDictionary<string, SqlTable> _known = new(StringComparer.Ordinal);

    /// <summary>Opens a database file, or makes it. It may hold other tables too: what is no collection is neither changed nor deleted.</summary>
    /// <param name="path">The file, for example <c>videos.duckdb</c>.</param>
    /// <exception cref="VectorStoreException">The file cannot be opened; the message says why.</exception>
    public DuckDBVideoStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
        _connectionString = new DuckDBConnectionStringBuilder { DataSource = _path }.ConnectionString;
        _keepOpen = new DuckDBConnection(_connectionString);
        try
        {
            _keepOpen.Open();
            using var command = _keepOpen.CreateCommand();
            // All that is needed is built in; nothing is to be looked for in the network.
            command.CommandText = "SET autoinstall_known_extensions = false";
            command.ExecuteNonQuery();
        }
        catch (Exception error) when (error is DuckDBException or IOException or UnauthorizedAccessException)
        {
            _keepOpen.Dispose();
            throw new VectorStoreException($"The DuckDB file '{_path}' cannot be opened: {error.Message} Name a DuckDB file, or a new one, that no other process has open.", error) { VectorStoreSystemName = SystemName, VectorStoreName = _path };
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The types are others than <see cref="string"/> and <see cref="VideoRecord"/>.</exception>
    /// <exception cref="ArgumentException">The name or the definition is not possible.</exception>
    public override VectorStoreCollection<TKey, TRecord> GetCollection<TKey, TRecord>(string name, VectorStoreCollectionDefinition? definition = null)
    {
        CollectionSettings.CheckTypes<TKey, TRecord>();
        return (VectorStoreCollection<TKey, TRecord>)(object)new DuckDBVideoCollection(CollectionSettings.Read(name, definition), _path, Connect, _writing, _known);
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
        return serviceType == typeof(VectorStoreMetadata) ? new VectorStoreMetadata { VectorStoreSystemName = SystemName, VectorStoreName = _path } : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _keepOpen.Dispose();
        base.Dispose(disposing);
    }

    // What is asked for needs no more of a collection than its name.
    private DuckDBVideoCollection Any(string name = "any") => new(new(CollectionSettings.CheckName(name), 1, false, null), _path, Connect, _writing, _known);

    private DuckDBConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_keepOpen.State != System.Data.ConnectionState.Open, this);
        var connection = new DuckDBConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
