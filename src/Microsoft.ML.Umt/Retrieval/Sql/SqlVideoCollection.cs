using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval.Storage;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>A collection as a table: key, path, title, metadata, frames, embedding. The database compares; see <see cref="VideoCollection"/> for the rest.</summary>
/// <param name="settings">What the collection is made with.</param>
/// <param name="metadata">What it says of itself.</param>
/// <param name="dialect">The database's words.</param>
/// <param name="known">The collections' tables that the store has met, by name; one for all collections of a store, so that whatever makes or deletes a table is seen by all.</param>
internal abstract class SqlVideoCollection(
    CollectionSettings settings, VectorStoreCollectionMetadata metadata, SqlDialect dialect, ConcurrentDictionary<string, SqlTable> known)
    : VideoCollection(settings, metadata)
{
    private const string ColumnsWithoutVectors = "key, path, title, metadata";

    private static readonly string Columns = string.Join(", ", SqlTable.CollectionColumns);

    protected SqlDialect Dialect { get; } = dialect;

    /// <summary>The table's name, quoted.</summary>
    protected string Table => SqlDialect.Quote(Name);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionExists", async () =>
    {
        known.TryRemove(Name, out _);
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await PrepareDatabaseAsync(connection, cancellationToken).ConfigureAwait(false);
        var types = Dialect.OtherTypes;
        await ExecuteAsync(
            connection,
            $"CREATE TABLE IF NOT EXISTS {Table} (key TEXT PRIMARY KEY, path TEXT, title TEXT, metadata {types.Metadata} NOT NULL, frames {types.Frames}, embedding {Dialect.EmbeddingType(Settings.Dimensions)} NOT NULL)",
            NewParameters(),
            cancellationToken).ConfigureAwait(false);
        var found = await DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found is not { IsCollection: true })
            throw Foreign(found);
        CheckFits(found);
        if (found.Comment is null)
        {
            // Rows do not tell how they were compared when they came in; the table's comment does.
            found = found with { Comment = SqlTable.CommentOf(Settings.Rules) };
            await ExecuteAsync(connection, $"COMMENT ON TABLE {Table} IS '{found.Comment}'", NewParameters(), cancellationToken).ConfigureAwait(false);
        }
        known[Name] = found;
    });

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionDeleted", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        var found = await DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
        // The database may be the user's own: nothing but a collection goes.
        if (found is { IsCollection: false })
            throw Foreign(found);
        if (found is not null)
            await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {Table}", NewParameters(), cancellationToken).ConfigureAwait(false);
        known.TryRemove(Name, out _);
    });

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("CollectionExists", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(connection, cancellationToken).ConfigureAwait(false) is { IsCollection: true };
    });

    protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>What a database needs before its first table.</summary>
    protected virtual Task PrepareDatabaseAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A connection for reading or writing rows: the table is there and fits the definition.</summary>
    protected async Task<DbConnection> ConnectCheckedAsync(CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!known.TryGetValue(Name, out var table))
            {
                table = await DescribeAsync(connection, cancellationToken).ConfigureAwait(false)
                    ?? throw new VideoIndexException($"The collection '{Name}' does not exist. Call {nameof(EnsureCollectionExistsAsync)} first.");
                known[Name] = table.IsCollection ? table : throw Foreign(table);
            }
            CheckFits(table);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A parameter of the database's own kind.</summary>
    protected abstract DbParameter CreateParameter(string name, object? value);

    protected abstract float[] ReadEmbedding(DbDataReader reader, int ordinal);

    protected override async Task<VideoRecord?> FindAsync(string key, bool includeVectors, CancellationToken cancellationToken)
    {
        var parameters = NewParameters();
        var command = $"SELECT {(includeVectors ? Columns : ColumnsWithoutVectors)} FROM {Table} WHERE key = {parameters.Add(key)}";
        return (await QueryAsync(command, parameters, includeVectors, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    protected override Task<IReadOnlyList<VideoRecord>> FilterAsync(
        Expression<Func<VideoRecord, bool>> filter,
        IReadOnlyList<FilteredRecordRetrievalOptions<VideoRecord>.OrderByDefinition.SortInfo> order,
        int skip,
        int top,
        bool includeVectors,
        CancellationToken cancellationToken)
    {
        var parameters = NewParameters();
        var condition = new SqlFilter(Dialect, parameters).Condition(filter);
        var sorts = order.Select(info => $"{Dialect.SortKey(SortColumn(info.PropertySelector))} {(info.Ascending ? "ASC NULLS LAST" : "DESC NULLS FIRST")}").Append(Dialect.SortKey("key"));
        return QueryAsync(
            $"SELECT {(includeVectors ? Columns : ColumnsWithoutVectors)} FROM {Table} WHERE {condition} ORDER BY {string.Join(", ", sorts)} LIMIT {top} OFFSET {skip}",
            parameters,
            includeVectors,
            cancellationToken);
    }

    protected override Task<IReadOnlyList<VideoRecord>> CandidatesAsync(float[] query, int count, Expression<Func<VideoRecord, bool>>? filter, CancellationToken cancellationToken)
    {
        var parameters = NewParameters();
        var score = Dialect.Score(parameters.Add(Dialect.EmbeddingValue(query)), Settings.Dimensions);
        var condition = filter is null ? "TRUE" : new SqlFilter(Dialect, parameters).Condition(filter);
        return QueryAsync($"SELECT {Columns} FROM {Table} WHERE {condition} ORDER BY {score} DESC, {Dialect.SortKey("key")} LIMIT {count}", parameters, includeVectors: true, cancellationToken);
    }

    protected override async Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectCheckedAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        foreach (var part in keys.Chunk(500))
        {
            var parameters = NewParameters();
            await ExecuteAsync(connection, $"DELETE FROM {Table} WHERE key IN ({string.Join(", ", part.Select(parameters.Add))})", parameters, cancellationToken, transaction).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool IsStoreError(Exception error) => error is DbException or IOException or UnauthorizedAccessException;

    /// <summary>The embedding as it is to be stored.</summary>
    protected float[] Stored(ReadOnlyMemory<float> embedding, string key)
    {
        var copy = new float[embedding.Length];
        Settings.Rules.Copy(embedding.Span, copy, key);
        return copy;
    }

    /// <summary>The frames as they are to be stored, or null.</summary>
    protected byte[]? StoredFrames(VideoRecord record) =>
        FrameSet.From(record.Frames, Settings.Rules, record.Key) is { } frames ? RowBytes.Frames(frames, Settings.Dimensions) : null;

    protected SqlParameters NewParameters() => new(Dialect.ParameterMark);

    protected async Task ExecuteAsync(DbConnection connection, string text, SqlParameters parameters, CancellationToken cancellationToken, DbTransaction? transaction = null)
    {
        await using var command = Command(connection, text, parameters);
        command.Transaction = transaction;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    protected DbCommand Command(DbConnection connection, string text, SqlParameters parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var (name, value) in parameters.Values)
            command.Parameters.Add(CreateParameter(name, value));
        return command;
    }

    // What the database knows of the table; null if there is none of this name.
    private async Task<SqlTable?> DescribeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var parameters = NewParameters();
        await using var command = Command(connection, Dialect.Describe(parameters.Add(Name)), parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var columns = new List<string>();
        var (dimensions, comment) = ((int?)null, (string?)null);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            columns.Add(reader.GetString(0));
            if (columns[^1] == SqlTable.Embedding && !reader.IsDBNull(1))
                dimensions = reader.GetInt32(1);
            comment = reader.IsDBNull(2) ? null : reader.GetString(2);
        }
        return columns.Count == 0 ? null : new SqlTable(columns, dimensions, comment);
    }

    private void CheckFits(SqlTable table)
    {
        if (table.Dimensions != Settings.Dimensions)
            throw new VideoIndexException($"The table '{Name}' has embeddings of {table.Dimensions?.ToString() ?? "unknown"} dimensions; the definition says {Settings.Dimensions}. Use another name, or delete the collection.");
        var wanted = SqlTable.CommentOf(Settings.Rules);
        if (table.IsMarked && table.Comment != wanted)
            throw new VideoIndexException($"The table '{Name}' was made with another distance function ('{table.Comment}'); the definition says '{wanted}'. Use the definition that it was made with, another name, or delete the collection.");
    }

    private VideoIndexException Foreign(SqlTable? table) => new(
        $"'{Name}' in the database is no collection of videos but something else{(table is null ? "" : $", a table with the columns {string.Join(", ", table.Columns)}")}; "
        + $"a collection has {Columns}. It is left as it is: use another name.");

    private async Task<IReadOnlyList<VideoRecord>> QueryAsync(string text, SqlParameters parameters, bool includeVectors, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectCheckedAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(connection, text, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var records = new List<VideoRecord>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            records.Add(ReadRecord(reader, includeVectors));
        return records;
    }

    private VideoRecord ReadRecord(DbDataReader reader, bool includeVectors) => new()
    {
        Key = reader.GetString(0),
        Path = reader.IsDBNull(1) ? null : reader.GetString(1),
        Title = reader.IsDBNull(2) ? null : reader.GetString(2),
        Metadata = RowBytes.Metadata(reader.GetString(3)),
        Frames = !includeVectors || reader.IsDBNull(4) ? [] : RowBytes.Frames(ReadBytes(reader, 4), Settings.Dimensions),
        Embedding = includeVectors ? ReadEmbedding(reader, 5) : default,
    };

    private static byte[] ReadBytes(DbDataReader reader, int ordinal)
    {
        using var stream = reader.GetStream(ordinal);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string SortColumn(Expression<Func<VideoRecord, object?>> selector) =>
        SqlFilter.Column(selector.Body) ?? throw new NotSupportedException($"The database cannot sort by '{selector.Body}'; Key, Path and Title are possible.");
}
