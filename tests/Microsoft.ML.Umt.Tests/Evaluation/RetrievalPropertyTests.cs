using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt.Tests.Evaluation;

/// <summary>What must hold for any scores, over random cases of every shape.</summary>
public sealed class RetrievalPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RanksAreThoseOfASort(int seed)
    {
        var (scores, matches, _) = Case(seed);
        var metrics = VideoTextRetrievalMetrics.FromScores(scores, matches);
        Assert.Equal(Sorted(matches.VideoCount, matches.TextCount, (v, t) => scores[v * matches.TextCount + t], matches.TextsOf), metrics.VideoToText.Ranks);
        Assert.Equal(Sorted(matches.TextCount, matches.VideoCount, (t, v) => scores[v * matches.TextCount + t], matches.VideosOf), metrics.TextToVideo.Ranks);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RecallGrowsWithKAndEndsAtOne(int seed)
    {
        var (scores, matches, _) = Case(seed);
        var metrics = VideoTextRetrievalMetrics.FromScores(scores, matches);
        foreach (var direction in (RetrievalDirectionMetrics[])[metrics.TextToVideo, metrics.VideoToText])
        {
            var recalls = Enumerable.Range(1, direction.CandidateCount).Select(direction.RecallAt).ToArray();
            Assert.Equal(recalls.Order(), recalls);
            Assert.Equal(1.0, recalls[^1]);
            Assert.InRange(direction.MedianRank, 1, direction.CandidateCount);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AMonotoneChangeOfAllScoresChangesNothing(int seed)
    {
        var (scores, matches, _) = Case(seed);
        var changed = Array.ConvertAll(scores, score => 3 * score - 100);
        Assert.Equal(
            VideoTextRetrievalMetrics.FromScores(scores, matches).ToReferenceValues(), VideoTextRetrievalMetrics.FromScores(changed, matches).ToReferenceValues());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void SwappingTheSidesSwapsTheDirections(int seed)
    {
        var (scores, matches, _) = Case(seed);
        var (videos, texts) = (matches.VideoCount, matches.TextCount);
        var swapped = RetrievalMatches.FromPairs(texts, videos, from text in Enumerable.Range(0, texts) from video in matches.VideosOf(text) select (text, video));
        var transposed = new float[scores.Length];
        for (var i = 0; i < scores.Length; i++)
            transposed[i % texts * videos + i / texts] = scores[i];
        var (there, back) = (VideoTextRetrievalMetrics.FromScores(scores, matches), VideoTextRetrievalMetrics.FromScores(transposed, swapped));
        Assert.Equal(there.TextToVideo.Ranks, back.VideoToText.Ranks);
        Assert.Equal(there.VideoToText.Ranks, back.TextToVideo.Ranks);
    }

    // Re-ranking everything with a matcher equals ranking by the matcher; re-ranking by the embeddings themselves changes nothing, whatever k is.
    [Theory]
    [MemberData(nameof(Seeds))]
    public void RerankingKeepsItsPromises(int seed)
    {
        var (scores, matches, random) = Case(seed);
        var (videos, texts) = (matches.VideoCount, matches.TextCount);
        var other = Array.ConvertAll(scores, _ => (float)random.Next(7));
        var (videoRows, textRows) = (scores.Chunk(texts).ToArray(), Enumerable.Range(0, texts).Select(text => Unit(text, texts)).ToArray());
        VideoTextRetrievalMetrics Evaluate(float[] table, int k) => new MLContext().Umt().EvaluateRetrieval(
            videoRows, textRows, matches,
            new RetrievalEvaluationOptions { Matcher = new TableMatcher((v, t) => table[v * texts + t]), RerankCount = k, MatcherBatchSize = 1 + random.Next(5) });

        var byMatcher = VideoTextRetrievalMetrics.FromScores(other, matches);
        var all = Evaluate(other, Math.Max(videos, texts));
        Assert.Equal(byMatcher.TextToVideo.Ranks, all.TextToVideo.Ranks);
        Assert.Equal(byMatcher.VideoToText.Ranks, all.VideoToText.Ranks);
        var same = Evaluate(scores, 1 + random.Next(Math.Max(videos, texts)));
        Assert.Equal(same.WithoutReranking!.TextToVideo.Ranks, same.TextToVideo.Ranks);
        Assert.Equal(same.WithoutReranking!.VideoToText.Ranks, same.VideoToText.Ranks);
        var few = 1 + random.Next(3);
        var some = Evaluate(other, few);
        Assert.Equal(some.WithoutReranking!.TextToVideo.RecallAt(few), some.TextToVideo.RecallAt(few));
    }

    [Fact]
    public void RoundingNeverLiesByMoreThanHalfAHundredth()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var (of, hits) = (1 + random.Next(5000), random.Next(5000));
            var percent = 100.0 * hits / of;
            Assert.Equal((double)Math.Round((decimal)hits * 100 / of, 2, MidpointRounding.ToEven), RetrievalRounding.ToHundredths(percent), 0.0100001);
            Assert.InRange(Math.Abs(RetrievalRounding.ToHundredths(percent) - percent), 0, 0.00500001);
        }
    }

    private static (float[] Scores, RetrievalMatches Matches, Random Random) Case(int seed)
    {
        var random = new Random(seed);
        var (videos, texts) = (1 + random.Next(25), 1 + random.Next(25));
        var pairs = Enumerable.Range(0, 1 + random.Next(60)).Select(_ => (random.Next(videos), random.Next(texts))).ToArray();
        // Every third case has few different scores, and so many ties.
        var scores = Enumerable.Range(0, videos * texts).Select(_ => seed % 3 == 0 ? random.Next(4) : random.NextSingle()).ToArray();
        return (scores, RetrievalMatches.FromPairs(videos, texts, pairs), random);
    }

    private static IEnumerable<int> Sorted(int queries, int candidates, Func<int, int, float> score, Func<int, IReadOnlyList<int>> matches) =>
        from query in Enumerable.Range(0, queries)
        let right = matches(query)
        where right.Count > 0
        select Enumerable.Range(0, candidates).OrderByDescending(c => score(query, c)).ThenBy(c => c).ToList().FindIndex(right.Contains) + 1;

    private static float[] Unit(int at, int length)
    {
        var vector = new float[length];
        vector[at] = 1;
        return vector;
    }
}
