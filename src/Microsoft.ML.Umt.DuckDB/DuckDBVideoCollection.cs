using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.ML.Umt.Retrieval.Sql;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>A table of DuckDB as a collection.</summary>
internal sealed class DuckDBVideoCollection(CollectionSettings settings, string path, Func<DuckDBConnection> connect, SemaphoreSlim writing)
    : SqlVideoCollection(settings, new() { VectorStoreSystemName = DuckDBVideoStore.SystemName, VectorStoreName = path, CollectionName = settings.Name }, new DuckDBDialect())
{
    private const string Incoming = "umt_incoming";

    /// <summary>Names of the tables that are collections.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Guard("ListCollectionNames", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(
            connection,
            "SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = current_schema() AND column_name = 'embedding' AND data_type LIKE 'FLOAT[%' "
            + "AND table_name IN (SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = current_schema() AND column_name = 'frames') ORDER BY table_name",
            NewParameters());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return (IReadOnlyList<string>)names;
    });

    protected override Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<DbConnection>(connect());
    }

    public override async Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await base.EnsureCollectionExistsAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    protected override async Task<SqlTable?> DescribeAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var parameters = NewParameters();
        await using var command = Command(
            connection,
            "SELECT c.data_type, t.comment FROM duckdb_columns() c JOIN duckdb_tables() t ON t.table_oid = c.table_oid AND t.database_oid = c.database_oid "
            + $"WHERE c.database_name = current_database() AND c.schema_name = current_schema() AND c.column_name = 'embedding' AND c.table_name = {parameters.Add(Name)}",
            parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            && reader.GetString(0) is var type && type.StartsWith("FLOAT[", StringComparison.Ordinal) && type.EndsWith(']')
            && int.TryParse(type.AsSpan(6, type.Length - 7), CultureInfo.InvariantCulture, out var dimensions)
                ? new SqlTable(dimensions, reader.IsDBNull(1) ? null : reader.GetString(1))
                : null;
    }

    protected override DbParameter CreateParameter(string name, object? value) => new DuckDBParameter(name, value ?? DBNull.Value);

    protected override float[] ReadEmbedding(DbDataReader reader, int ordinal) => [.. reader.GetFieldValue<List<float>>(ordinal)];

    // Appended to a table of the connection's own and taken over in one statement: many times faster than row by row, and all or nothing.
    protected override async Task WriteAsync(IReadOnlyCollection<VideoRecord> records, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await using var connection = connect();
            var type = Dialect.EmbeddingType(Settings.Dimensions);
            await ExecuteAsync(connection, $"CREATE TEMP TABLE {Incoming} (key TEXT, path TEXT, title TEXT, metadata TEXT, frames BLOB, embedding {type})", NewParameters(), cancellationToken).ConfigureAwait(false);
            using (var appender = connection.CreateAppender("temp", "main", Incoming))
            {
                foreach (var record in records)
                    Append(appender, record);
            }
            await ExecuteAsync(connection, $"INSERT OR REPLACE INTO {Table} SELECT * FROM temp.main.{Incoming}", NewParameters(), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, $"DROP TABLE temp.main.{Incoming}", NewParameters(), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    protected override async Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await base.RemoveAsync(keys, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private void Append(DuckDBAppender appender, VideoRecord record)
    {
        var row = appender.CreateRow().AppendValue(record.Key).AppendValue(record.Path).AppendValue(record.Title).AppendValue(RowBytes.Metadata(record.Metadata));
        row = StoredFrames(record) is { } frames ? row.AppendValue(frames) : row.AppendNullValue();
        row.AppendValue(Stored(record.Embedding, record.Key)).EndRow();
    }
}
