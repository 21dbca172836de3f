using System.Globalization;
using Microsoft.ML.Umt.Retrieval.Sql;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>DuckDB's words.</summary>
internal sealed class DuckDBDialect : SqlDialect
{
    public override char ParameterMark => '$';

    public override (string Metadata, string Frames) OtherTypes => ("TEXT", "BLOB");

    public override string EmbeddingType(int dimensions) => string.Create(CultureInfo.InvariantCulture, $"FLOAT[{dimensions}]");

    public override string Score(string query, int dimensions) => $"array_inner_product(embedding, CAST({query} AS {EmbeddingType(dimensions)}))";

    public override object EmbeddingValue(ReadOnlyMemory<float> embedding) => embedding.ToArray().ToList();

    // A JSON pointer (RFC 6901), in which two characters are written otherwise.
    public override string MetadataValue(string name, SqlParameters parameters) =>
        $"json_extract_string(metadata, CAST({parameters.Add("/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))} AS TEXT))";

    // Binary is DuckDB's default collation.
    public override string SortKey(string column) => column;
}
