namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>Where the databases differ.</summary>
internal abstract class SqlDialect
{
    /// <summary>The character before the name of a parameter.</summary>
    public abstract char ParameterMark { get; }

    /// <summary>Type of the column with embeddings.</summary>
    public abstract string EmbeddingType(int dimensions);

    /// <summary>Types of the columns with metadata and frames.</summary>
    public abstract (string Metadata, string Frames) OtherTypes { get; }

    /// <summary>
    /// The query for what a table is, a row for each of its columns: the column's name, the length of its vectors (null if it holds none), the table's
    /// comment. Only tables where new ones are made; no views.
    /// </summary>
    /// <param name="table">The parameter with the table's name.</param>
    public abstract string Describe(string table);

    /// <summary>The inner product of the column and a query.</summary>
    public abstract string Score(string query, int dimensions);

    /// <summary>The value of an embedding as a parameter.</summary>
    public abstract object EmbeddingValue(ReadOnlyMemory<float> embedding);

    /// <summary>The metadata of a name; null where there are none.</summary>
    public abstract string MetadataValue(string name, SqlParameters parameters);

    /// <summary>A column to sort by, by the bytes of UTF-8.</summary>
    public abstract string SortKey(string column);

    /// <summary>A name that cannot end early.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
