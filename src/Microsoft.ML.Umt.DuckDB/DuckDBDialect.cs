using System.Globalization;
using Microsoft.ML.Umt.Retrieval.Sql;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>DuckDB's words.</summary>
internal sealed class DuckDBDialect : SqlDialect
{
    public override char ParameterMark => '$';

    public override (string Metadata, string Frames) OtherTypes => ("TEXT", "BLOB");

    public override string EmbeddingType(int dimensions) => string.Create(CultureInfo.InvariantCulture, $"FLOAT[{dimensions}]");

    // Names mean the same in any case to DuckDB; those of collections are in lower case.
    public override string Describe(string table) =>
        @"SELECT c.column_name, TRY_CAST(regexp_extract(c.data_type, '^FLOAT\[(\d+)\]$', 1) AS INTEGER), t.comment "
        + "FROM duckdb_tables() t JOIN duckdb_columns() c ON c.database_name = t.database_name AND c.schema_name = t.schema_name AND c.table_name = t.table_name "
        + $"WHERE t.database_name = current_database() AND t.schema_name = current_schema() AND lower(t.table_name) = {table} ORDER BY c.column_index";

    public override string Score(string query, int dimensions) => $"array_inner_product(embedding, CAST({query} AS {EmbeddingType(dimensions)}))";

    public override object EmbeddingValue(ReadOnlyMemory<float> embedding) => embedding.ToArray().ToList();

    // A JSON pointer (RFC 6901), in which two characters are written otherwise.
    public override string MetadataValue(string name, SqlParameters parameters) =>
        $"json_extract_string(metadata, CAST({parameters.Add("/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))} AS TEXT))";

    // Binary is DuckDB's default collation.
    public override string SortKey(string column) => column;
}
