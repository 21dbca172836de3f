using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Ranks all videos for each text and all texts for each video, by embeddings and then, if asked for, by a matcher.</summary>
internal sealed class RetrievalEvaluator(RetrievalItems items, RetrievalEvaluationOptions options, Action checkAlive)
{
    private const int QueriesPerStep = 1024;
    private const int QueriesPerBlock = 8;

    private readonly RetrievalMatches _matches = items.Matches;
    private readonly EmbeddingTable _videos = items.VideoEmbeddings!;
    private readonly EmbeddingTable _texts = items.TextEmbeddings!;

    public static VideoTextRetrievalMetrics Evaluate(RetrievalItems items, RetrievalEvaluationOptions options, Action checkAlive)
    {
        if (items.Texts.Count == 0)
            throw new ArgumentException("There is no row to evaluate.");
        if (items.VideoEmbeddings!.Length != items.TextEmbeddings!.Length)
            throw new ArgumentException(
                $"Video embeddings have {items.VideoEmbeddings.Length} values, text embeddings {items.TextEmbeddings.Length}: they come from different models. " +
                "A column with an embedding for each frame must say so in its type, [frames, length].");
        options.Protocol?.Check(options.Split ?? options.Protocol.EvaluationSplit, items.VideoKeys.Count, items.Texts.Count);
        return new RetrievalEvaluator(items, options, checkAlive).Evaluate();
    }

    private VideoTextRetrievalMetrics Evaluate()
    {
        var keep = options.Matcher is null ? 0 : options.RerankCount ?? options.Protocol?.RerankCount ?? 128;
        var textQueries = Rank(_texts, _videos, _matches.VideosOf, keep);
        var videoQueries = Rank(_videos, _texts, _matches.TextsOf, keep);
        var byEmbeddings = Metrics(textQueries.Select(q => q.Rank), videoQueries.Select(q => q.Rank), null);
        if (options.Matcher is not { } matcher)
            return byEmbeddings;

        var scores = new MatchingScores(items, videoQueries, textQueries);
        scores.Compute(matcher, options, checkAlive);
        var textRanks = textQueries.Select((query, text) => Rerank(query, _matches.VideosOf(text), video => scores[video, text]));
        var videoRanks = videoQueries.Select((query, video) => Rerank(query, _matches.TextsOf(video), text => scores[video, text]));
        return Metrics(textRanks, videoRanks, byEmbeddings);
    }

    private VideoTextRetrievalMetrics Metrics(IEnumerable<int> textRanks, IEnumerable<int> videoRanks, VideoTextRetrievalMetrics? byEmbeddings) =>
        new(new([.. textRanks.Where(rank => rank > 0)], _videos.Count), new([.. videoRanks.Where(rank => rank > 0)], _texts.Count), byEmbeddings);

    // A query without a right answer gets rank 0, which no metric counts.
    private RankedQuery[] Rank(EmbeddingTable queries, EmbeddingTable candidates, Func<int, IReadOnlyList<int>> matches, int keep)
    {
        var ranked = new RankedQuery[queries.Count];
        // In steps, so that cancelling is noticed between them and not inside a parallel loop, which would wrap the exception.
        for (var first = 0; first < queries.Count; first += QueriesPerStep)
        {
            checkAlive();
            var end = Math.Min(first + QueriesPerStep, queries.Count);
            var blocks = (end - first + QueriesPerBlock - 1) / QueriesPerBlock;
            Parallel.For(0, blocks, () => new float[QueriesPerBlock * candidates.Count], (block, _, scores) => RankBlock(first + block * QueriesPerBlock, end, scores), _ => { });
        }
        return ranked;

        float[] RankBlock(int start, int end, float[] scores)
        {
            var count = Math.Min(QueriesPerBlock, end - start);
            candidates.Score(queries, start, count, scores);
            for (var i = 0; i < count; i++)
            {
                var row = scores.AsSpan(i * candidates.Count, candidates.Count);
                if (matches(start + i) is { Count: > 0 } right)
                    ranked[start + i] = new(RetrievalRanks.OfBest(row, right), keep == 0 ? [] : Best(row, keep));
                else
                    ranked[start + i] = new(0, []);
            }
            return scores;
        }
    }

    // The k best, ascending by number, so that the lower number keeps winning among equals after re-ranking.
    private static int[] Best(ReadOnlySpan<float> scores, int count)
    {
        if (count >= scores.Length)
            return [.. Enumerable.Range(0, scores.Length)];
        var worstFirst = new PriorityQueue<int, (float Score, int Number)>(
            Comparer<(float Score, int Number)>.Create((a, b) => a.Score != b.Score ? a.Score.CompareTo(b.Score) : b.Number.CompareTo(a.Number)));
        for (var i = 0; i < scores.Length; i++)
        {
            if (worstFirst.Count < count)
                worstFirst.Enqueue(i, (scores[i], i));
            else
                worstFirst.EnqueueDequeue(i, (scores[i], i));
        }
        return [.. worstFirst.UnorderedItems.Select(item => item.Element).Order()];
    }

    // Candidates that were not scored keep their order by embeddings behind those that were.
    private static int Rerank(RankedQuery query, IReadOnlyList<int> matches, Func<int, float> score)
    {
        var right = new List<int>();
        var scores = new float[query.Best.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = score(query.Best[i]);
            if (matches.Contains(query.Best[i]))
                right.Add(i);
        }
        return right.Count == 0 ? query.Rank : RetrievalRanks.OfBest(scores, right);
    }
}
