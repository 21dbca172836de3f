namespace Microsoft.ML.Umt;

/// <summary>
/// Scores how well texts fit a video, more precisely and more slowly than embeddings can; the matching head of a video-text model is one.
/// It re-ranks the best candidates of a search.
/// </summary>
public interface IVideoTextMatcher
{
    /// <summary>Scores pairs. Calls come one after another, never in parallel.</summary>
    /// <param name="pairs">
    /// The pairs, one or more. Those of a video stand together, and in one call unless they exceed the batch size, so that each video is encoded once.
    /// </param>
    /// <param name="cancellationToken">Ends the scoring.</param>
    /// <returns>One score for each pair, in order; the larger the better, never NaN. Scores of different videos are compared with each other.</returns>
    IReadOnlyList<float> Score(IReadOnlyList<VideoTextPair> pairs, CancellationToken cancellationToken);
}
