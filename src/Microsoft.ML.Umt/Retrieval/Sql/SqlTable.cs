using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>What a database says of a table.</summary>
/// <param name="Columns">Names of its columns.</param>
/// <param name="Dimensions">Length of the vectors in the column of embeddings; null if there is no such column of vectors.</param>
/// <param name="Comment">The table's comment; null if it has none.</param>
internal sealed record SqlTable(IReadOnlyList<string> Columns, int? Dimensions, string? Comment)
{
    /// <summary>The column with the embeddings.</summary>
    public const string Embedding = "embedding";

    private const string Mark = "Microsoft.ML.Umt: ";

    /// <summary>The columns of a collection.</summary>
    public static IReadOnlyList<string> CollectionColumns { get; } = ["key", "path", "title", "metadata", "frames", Embedding];

    /// <summary>Whether the comment is one of <see cref="CommentOf"/>, and not somebody else's.</summary>
    public bool IsMarked => Comment?.StartsWith(Mark, StringComparison.Ordinal) ?? false;

    /// <summary>Whether the table is a collection, and not a table of the user's that happens to have its name. Those that earlier versions made have no mark.</summary>
    public bool IsCollection => IsMarked || (Dimensions is not null && CollectionColumns.All(Columns.Contains));

    /// <summary>What a table is marked with when it is made: how its embeddings were treated. Holds no quotation mark.</summary>
    public static string CommentOf(EmbeddingRules rules) => Mark + (rules.Normalize ? "scaled to length one, compared by cosine" : "as given, compared by inner product");
}
