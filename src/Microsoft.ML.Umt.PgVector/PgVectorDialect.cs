using System.Globalization;
using Microsoft.ML.Umt.Retrieval.Sql;
using Pgvector;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>The words of PostgreSQL with pgvector.</summary>
internal sealed class PgVectorDialect : SqlDialect
{
    public const int MostDimensions = 16_000;

    public override char ParameterMark => '@';

    public override (string Metadata, string Frames) OtherTypes => ("JSONB", "BYTEA");

    public override string EmbeddingType(int dimensions) => string.Create(CultureInfo.InvariantCulture, $"vector({dimensions})");

    // pgvector keeps the dimensions as the type's modifier. Kinds r and p are tables, whole and in parts.
    public override string Describe(string table) =>
        "SELECT a.attname, CASE WHEN t.typname = 'vector' THEN a.atttypmod END, obj_description(c.oid, 'pg_class') "
        + "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid JOIN pg_type t ON t.oid = a.atttypid "
        + $"WHERE n.nspname = current_schema() AND c.relname = {table} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

    // The operator gives the negative of the inner product.
    public override string Score(string query, int dimensions) => $"-(embedding <#> {query})";

    public override object EmbeddingValue(ReadOnlyMemory<float> embedding) => new Vector(embedding);

    public override string MetadataValue(string name, SqlParameters parameters) => $"(metadata ->> CAST({parameters.Add(name)} AS TEXT))";

    // By bytes, whatever the database's own collation.
    public override string SortKey(string column) => $"{column} COLLATE \"C\"";
}
