using Microsoft.ML.Umt.Retrieval.Storage;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>What follows the first stage, whatever found the candidates: the threshold, re-ranking, and which frames matched.</summary>
internal static class SecondStage
{
    /// <exception cref="ArgumentException">There is a reranker, but the query has no text.</exception>
    public static void Check(VideoQuery query, VideoSearchOptions options)
    {
        if (options.Reranker is not null && string.IsNullOrWhiteSpace(query.Text))
            throw new ArgumentException($"{nameof(VideoSearchOptions)}.{nameof(options.Reranker)} is set, but the query has no {nameof(VideoQuery.Text)} for it to look at.");
    }

    /// <param name="found">The candidates, best first.</param>
    /// <param name="query">The query as the first stage compared it.</param>
    /// <param name="text">Its text, which only re-ranking needs.</param>
    /// <param name="options">The options of the search.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static IReadOnlyList<VideoSearchResult> Run(
        IEnumerable<(VideoRecord Record, float Score)> found, float[] query, string? text, VideoSearchOptions options, CancellationToken cancellationToken)
    {
        var minimum = options.MinimumScore ?? float.NegativeInfinity;
        var results = found.Where(each => each.Score >= minimum).Select(each => new VideoSearchResult(each.Record, each.Score, null, [])).ToList();
        if (options.Reranker is not null && results.Count > 0)
            results = Rerank(results, text!, options.Reranker, cancellationToken);
        return [.. results.Take(options.Top).Select(result => options.MatchedFrames == 0 ? result : result with { Frames = FrameSet.Best(result.Record.Frames, query, options.MatchedFrames) })];
    }

    private static List<VideoSearchResult> Rerank(List<VideoSearchResult> results, string text, IVideoReranker reranker, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var scores = reranker.Score(text, [.. results.Select(result => result.Record)], cancellationToken);
        if (scores is null || scores.Count != results.Count)
            throw new InvalidOperationException($"The reranker {reranker.GetType()} returned {scores?.Count ?? 0} scores for {results.Count} candidates; one for each is expected.");
        for (var i = 0; i < results.Count; i++)
        {
            if (float.IsNaN(scores[i]))
                throw new InvalidOperationException($"The reranker {reranker.GetType()} returned NaN as the score of '{results[i].Key}'; a number is expected.");
            results[i] = results[i] with { RerankScore = scores[i] };
        }
        return [.. results.OrderByDescending(result => result.RerankScore).ThenByDescending(result => result.Score).ThenBy(result => result.Key, KeyOrder.Instance)];
    }
}
