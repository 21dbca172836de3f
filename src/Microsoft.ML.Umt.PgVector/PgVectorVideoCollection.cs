using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.ML.Umt.Retrieval.Sql;
using Microsoft.ML.Umt.Retrieval.Stores;
using Npgsql;
using Pgvector;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>A table of PostgreSQL as a collection.</summary>
internal sealed class PgVectorVideoCollection(CollectionSettings settings, string storeName, NpgsqlDataSource source, ConcurrentDictionary<string, SqlTable> known)
    : SqlVideoCollection(settings, new() { VectorStoreSystemName = PgVectorVideoStore.SystemName, VectorStoreName = storeName, CollectionName = settings.Name }, new PgVectorDialect(), known)
{
    private const int RowsPerCommand = 100;

    /// <summary>Names of the tables that are collections.</summary>
    public Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => Guard("ListCollectionNames", async () =>
    {
        await using var connection = await ConnectAsync(cancellationToken).ConfigureAwait(false);
        await using var command = Command(
            connection,
            "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() "
            + "AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE') GROUP BY table_name "
            + "HAVING count(*) FILTER (WHERE column_name = 'embedding' AND udt_name = 'vector') = 1 "
            + "AND count(*) FILTER (WHERE column_name IN ('key', 'path', 'title', 'metadata', 'frames')) = 5 ORDER BY table_name COLLATE \"C\"",
            NewParameters());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            names.Add(reader.GetString(0));
        return (IReadOnlyList<string>)names;
    });

    protected override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);

    protected override async Task PrepareDatabaseAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using (var command = Command(connection, "SELECT 1 FROM pg_extension WHERE extname = 'vector'", NewParameters()))
        {
            if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
                return;
        }
        await ExecuteAsync(connection, "CREATE EXTENSION IF NOT EXISTS vector", NewParameters(), cancellationToken).ConfigureAwait(false);
        // Connections learnt the database's types when the vector was none of them yet.
        await ((NpgsqlConnection)connection).ReloadTypesAsync(cancellationToken).ConfigureAwait(false);
        source.Clear();
    }

    protected override DbParameter CreateParameter(string name, object? value) => new NpgsqlParameter(name, value ?? DBNull.Value);

    protected override float[] ReadEmbedding(DbDataReader reader, int ordinal) => reader.GetFieldValue<Vector>(ordinal).ToArray();

    protected override async Task WriteAsync(IReadOnlyCollection<VideoRecord> records, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectCheckedAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        // In one order everywhere, so that two writers of the same keys cannot wait for each other for ever.
        foreach (var part in records.OrderBy(record => record.Key, KeyOrder.Instance).Chunk(RowsPerCommand))
        {
            var parameters = NewParameters();
            var rows = part.Select(record =>
                $"({parameters.Add(record.Key)}, CAST({parameters.Add(record.Path)} AS TEXT), CAST({parameters.Add(record.Title)} AS TEXT), CAST({parameters.Add(RowBytes.Metadata(record.Metadata))} AS JSONB), "
                + $"CAST({parameters.Add(StoredFrames(record))} AS BYTEA), {parameters.Add(Dialect.EmbeddingValue(Stored(record.Embedding, record.Key)))})");
            var command = $"INSERT INTO {Table} (key, path, title, metadata, frames, embedding) VALUES {string.Join(", ", rows)} "
                + "ON CONFLICT (key) DO UPDATE SET path = excluded.path, title = excluded.title, metadata = excluded.metadata, frames = excluded.frames, embedding = excluded.embedding";
            await ExecuteAsync(connection, command, parameters, cancellationToken, transaction).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
