using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval.Sql;

/// <summary>What a database says of a table of embeddings.</summary>
/// <param name="Dimensions">Length of the embeddings.</param>
/// <param name="Comment">The table's comment; null if it has none.</param>
internal sealed record SqlTable(int Dimensions, string? Comment)
{
    private const string Mark = "Microsoft.ML.Umt: ";

    /// <summary>Whether the comment is one of <see cref="CommentOf"/>, and not somebody else's.</summary>
    public bool IsOurs => Comment?.StartsWith(Mark, StringComparison.Ordinal) ?? false;

    /// <summary>What a table is marked with when it is made: how its embeddings were treated. Holds no quotation mark.</summary>
    public static string CommentOf(EmbeddingRules rules) => Mark + (rules.Normalize ? "scaled to length one, compared by cosine" : "as given, compared by inner product");
}
