using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Retrieval.Storage;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>A collection as a table: key, path, title, metadata, frames, embedding. The database compares; see <see cref="VideoCollection"/> for the rest.</summary>
internal abstract class SqlVideoCollection(CollectionSettings settings, VectorStoreCollectionMetadata metadata, SqlDialect dialect) : VideoCollection(settings, metadata)
{
    private const string Columns = "key, path, title, metadata, frames, embedding";
    private const string ColumnsWithoutVectors = "key, path, title, metadata";

    protected SqlDialect Dialect { get; } = dialect;

    /// <summary>The table's name, quoted.</summary>
    protected string Table => SqlDialect.Quote(Name);

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionExists", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await PrepareDatabaseAsync(connection, cancellationToken).ConfigureAwait(false);
        var types = Dialect.OtherTypes;
        await ExecuteAsync(
            connection,
            $"CREATE TABLE IF NOT EXISTS {Table} (key TEXT PRIMARY KEY, path TEXT, title TEXT, metadata {types.Metadata} NOT NULL, frames {types.Frames}, embedding {Dialect.EmbeddingType(Settings.Dimensions)} NOT NULL)",
            NewParameters(),
            cancellationToken).ConfigureAwait(false);
        var found = await DescribeAsync(connection, cancellationToken).ConfigureAwait(false);
        if (found?.Dimensions != Settings.Dimensions)
            throw new VideoIndexException($"The table '{Name}' has embeddings of {found?.Dimensions.ToString() ?? "unknown"} dimensions; the definition says {Settings.Dimensions}. Use another name, or delete the collection.");
        // Rows do not tell how they were compared when they came in; the table's comment does.
        var wanted = SqlTable.CommentOf(Settings.Rules);
        if (found.Comment is null)
            await ExecuteAsync(connection, $"COMMENT ON TABLE {Table} IS '{wanted}'", NewParameters(), cancellationToken).ConfigureAwait(false);
        else if (found.IsOurs && found.Comment != wanted)
            throw new VideoIndexException($"The table '{Name}' was made with another distance function ('{found.Comment}'); the definition says '{wanted}'. Use the definition that it was made with, another name, or delete the collection.");
    });

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) => Guard("EnsureCollectionDeleted", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(connection, $"DROP TABLE IF EXISTS {Table}", NewParameters(), cancellationToken).ConfigureAwait(false);
    });

    public override Task<bool> CollectionExistsAsync(CancellationToken cancellationToken = default) => Guard("CollectionExists", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        return await DescribeAsync(connection, cancellationToken).ConfigureAwait(false) is not null;
    });

    protected abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>What a database needs before its first table.</summary>
    protected virtual Task PrepareDatabaseAsync(DbConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the database knows of the table; null if there is no such table of embeddings.</summary>
    protected abstract Task<SqlTable?> DescribeAsync(DbConnection connection, CancellationToken cancellationToken);

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
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<VideoRecord>> QueryAsync(string text, SqlParameters parameters, bool includeVectors, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
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
