using System.Collections.Concurrent;
using System.Data.Common;
using DuckDB.NET.Data;
using Microsoft.ML.Umt.Retrieval.Sql;
using Microsoft.ML.Umt.Retrieval.Stores;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>A table of DuckDB as a collection.</summary>
internal sealed class DuckDBVideoCollection(CollectionSettings settings, string path, Func<DuckDBConnection> connect, SemaphoreSlim writing, ConcurrentDictionary<string, SqlTable> known)
    : SqlVideoCollection(settings, new() { VectorStoreSystemName = DuckDBVideoStore.SystemName, VectorStoreName = path, CollectionName = settings.Name }, new DuckDBDialect(), known)
{
    private const string Incoming = "umt_incoming";

    /// <summary>Names of the tables that are collections.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Guard("ListCollectionNames", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(
            connection,
            "SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND schema_name = current_schema() "
            + "AND table_oid IN (SELECT table_oid FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = current_schema()) GROUP BY table_name "
            + "HAVING count(*) FILTER (WHERE column_name = 'embedding' AND data_type LIKE 'FLOAT[_%]') = 1 "
            + "AND count(*) FILTER (WHERE column_name IN ('key', 'path', 'title', 'metadata', 'frames')) = 5 ORDER BY table_name",
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

    public override Task EnsureCollectionExistsAsync(CancellationToken cancellationToken = default) =>
        InTurnAsync(() => base.EnsureCollectionExistsAsync(cancellationToken), cancellationToken);

    public override Task EnsureCollectionDeletedAsync(CancellationToken cancellationToken = default) =>
        InTurnAsync(() => base.EnsureCollectionDeletedAsync(cancellationToken), cancellationToken);

    protected override DbParameter CreateParameter(string name, object? value) => new DuckDBParameter(name, value ?? DBNull.Value);

    protected override float[] ReadEmbedding(DbDataReader reader, int ordinal) => [.. reader.GetFieldValue<List<float>>(ordinal)];

    // Appended to a table of the connection's own and taken over in one statement: many times faster than row by row, and all or nothing.
    protected override Task WriteAsync(IReadOnlyCollection<VideoRecord> records, CancellationToken cancellationToken) => InTurnAsync(
        async () =>
        {
            await using var connection = (DuckDBConnection)await ConnectCheckedAsync(cancellationToken).ConfigureAwait(false);
            var type = Dialect.EmbeddingType(Settings.Dimensions);
            await ExecuteAsync(connection, $"CREATE TEMP TABLE {Incoming} (key TEXT, path TEXT, title TEXT, metadata TEXT, frames BLOB, embedding {type})", NewParameters(), cancellationToken).ConfigureAwait(false);
            using (var appender = connection.CreateAppender("temp", "main", Incoming))
            {
                foreach (var record in records)
                    Append(appender, record);
            }
            await ExecuteAsync(connection, $"INSERT OR REPLACE INTO {Table} SELECT * FROM temp.main.{Incoming}", NewParameters(), cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(connection, $"DROP TABLE temp.main.{Incoming}", NewParameters(), cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    protected override Task RemoveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => InTurnAsync(() => base.RemoveAsync(keys, cancellationToken), cancellationToken);

    // DuckDB refuses the second of two changes that meet; here it waits.
    private async Task InTurnAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await change().ConfigureAwait(false);
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
