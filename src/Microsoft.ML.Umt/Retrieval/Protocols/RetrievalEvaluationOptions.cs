using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Options of <c>mlContext.Umt().EvaluateRetrieval</c>.</summary>
public sealed class RetrievalEvaluationOptions
{
    /// <summary>
    /// Name of the column that names the video of a row: text, a key, a whole number, or a video column, whose videos are named by their paths. Rows with equal
    /// values are about one video. Defaults to <c>Video</c>.
    /// </summary>
    public string VideoKeyColumnName { get; set => field = OptionGuard.Named(value); } = "Video";

    /// <summary>
    /// Name of the column with the video's embedding: a vector of <see cref="float"/> of the text embedding's length, or <c>[frames, length]</c>, whose frames are
    /// then brought to length 1 and averaged. Defaults to <c>VideoEmbedding</c>.
    /// </summary>
    public string VideoEmbeddingColumnName { get; set => field = OptionGuard.Named(value); } = "VideoEmbedding";

    /// <summary>Name of the text column: one text a row, or a vector of several. Defaults to <c>Caption</c>.</summary>
    public string TextColumnName { get; set => field = OptionGuard.Named(value); } = "Caption";

    /// <summary>
    /// Name of the column with the text's embedding, a vector of <see cref="float"/>; for several texts their embeddings one after the other.
    /// Defaults to <c>TextEmbedding</c>.
    /// </summary>
    public string TextEmbeddingColumnName { get; set => field = OptionGuard.Named(value); } = "TextEmbedding";

    /// <summary>
    /// Name of the column with the videos themselves, which a <see cref="Matcher"/> may need; defaults to null: the key column if that holds videos, else none.
    /// </summary>
    public string? VideoColumnName { get; set; }

    /// <summary>
    /// Equal texts are one query that any of their videos answers (Something-Something); otherwise each row's text is a query of its own (MSVD).
    /// Defaults to null: as <see cref="Protocol"/> says, and false without a protocol.
    /// </summary>
    public bool? MergeEqualTexts { get; set; }

    /// <summary>How embeddings are compared. Defaults to <see cref="RetrievalSimilarity.InnerProduct"/>.</summary>
    public RetrievalSimilarity Similarity { get; set => field = OptionGuard.Defined(value); } = RetrievalSimilarity.InnerProduct;

    /// <summary>Ranks the best candidates of each query anew; defaults to null, for ranking by embeddings alone.</summary>
    public IVideoTextMatcher? Matcher { get; set; }

    /// <summary>
    /// Number of best candidates of each query that <see cref="Matcher"/> ranks anew, 1 to 100,000; defaults to null: as <see cref="Protocol"/> says, and 128 without one.
    /// </summary>
    public int? RerankCount { get; set => field = OptionGuard.InRange(value, 1, 100_000); }

    /// <summary>Most pairs in one call of <see cref="Matcher"/>, which makes model batches of its own, 1 to 1,000,000; defaults to 2048.</summary>
    public int MatcherBatchSize { get; set => field = OptionGuard.InRange(value, 1, 1_000_000); } = 2048;

    /// <summary>The protocol whose counts the data must have; defaults to null, for no check.</summary>
    public VideoTextProtocol? Protocol { get; set; }

    /// <summary>The split of <see cref="Protocol"/>; defaults to null, for its evaluation split.</summary>
    public string? Split { get; set; }

    /// <summary>Is told how many pairs were scored and how many there are; defaults to null.</summary>
    public IProgress<(long Done, long Total)>? RerankProgress { get; set; }

    /// <summary>Ends the evaluation early with an <see cref="OperationCanceledException"/>; defaults to none.</summary>
    public CancellationToken CancellationToken { get; set; }
}
