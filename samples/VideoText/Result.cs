using Microsoft.ML.Umt;

namespace VideoText;

/// <summary>What one test of one trained model gave.</summary>
/// <param name="Test">What was tested on.</param>
/// <param name="Ranking">By embeddings alone, or with the matching head as the second stage.</param>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Pairs">The held-out pairs.</param>
/// <param name="Metrics">The metrics.</param>
internal sealed record Result(string Test, string Ranking, int Seed, IReadOnlyList<CaptionedClip> Pairs, VideoTextRetrievalMetrics Metrics)
{
    /// <summary>Share of captions that would find one of their videos among the first k of a shuffled list.</summary>
    public double ChanceOfWords(int k) => Pairs.GroupBy(pair => pair.Caption).Average(group => Chance(group.Count(), Pairs.Count, k));

    /// <summary>Share of videos that would find their caption among the first k of a shuffled list of different captions.</summary>
    public double ChanceOfVideos(int k) => Chance(1, Pairs.DistinctBy(pair => pair.Caption).Count(), k);

    private static double Chance(int right, int candidates, int k)
    {
        var miss = 1.0;
        for (var i = 0; i < Math.Min(k, candidates); i++)
            miss *= Math.Max(0, candidates - right - i) / (double)(candidates - i);
        return 1 - miss;
    }
}
