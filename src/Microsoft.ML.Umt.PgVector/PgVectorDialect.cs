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

    // The operator gives the negative of the inner product.
    public override string Score(string query, int dimensions) => $"-(embedding <#> {query})";

    public override object EmbeddingValue(ReadOnlyMemory<float> embedding) => new Vector(embedding);

    public override string MetadataValue(string name, SqlParameters parameters) => $"(metadata ->> CAST({parameters.Add(name)} AS TEXT))";

    // By bytes, whatever the database's own collation.
    public override string SortKey(string column) => $"{column} COLLATE \"C\"";
}
