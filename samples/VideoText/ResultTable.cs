using System.Globalization;
using System.Text;
using Microsoft.ML.Umt;

namespace VideoText;

/// <summary>The means over the seeds beside what chance would give.</summary>
internal static class ResultTable
{
    public const string UnseenClips = "unseen clips", UnseenParts = "unseen parts";

    public static string Format(IReadOnlyList<Result> results)
    {
        var text = new StringBuilder();
        text.AppendLine("| held out | ranked by | query | candidates | R@1 (chance) | R@5 (chance) | R@10 (chance) | median rank |");
        text.AppendLine("| -- | -- | -- | -- | -- | -- | -- | -- |");
        foreach (var group in results.GroupBy(result => (result.Test, result.Ranking)))
        {
            text.AppendLine(Line(group.Key.Test, group.Key.Ranking, "words find videos", [.. group.Select(result => result.Metrics.TextToVideo)], group.First().ChanceOfWords));
            text.AppendLine(Line(group.Key.Test, group.Key.Ranking, "videos find words", [.. group.Select(result => result.Metrics.VideoToText)], group.First().ChanceOfVideos));
        }
        text.AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"Means over the seeds {string.Join(", ", results.Select(result => result.Seed).Distinct())}, with the sample's standard deviation.");
        return text.ToString();
    }

    /// <summary>The mean recall at 1 of words that look for videos, for logs.</summary>
    public static string Summary(IReadOnlyList<Result> results) => string.Join(' ', results.GroupBy(result => (result.Test, result.Ranking)).Select(group => string.Create(
        CultureInfo.InvariantCulture,
        $"{group.Key.Test.Replace(' ', '_')}_{group.Key.Ranking.Replace(' ', '_')}_r1={group.Average(result => result.Metrics.TextToVideo.RecallAt1):F3}")));

    private static string Line(string test, string ranking, string query, RetrievalDirectionMetrics[] seeds, Func<int, double> chance)
    {
        string Recall(int k) => k >= seeds[0].CandidateCount
            ? "–"
            : string.Create(CultureInfo.InvariantCulture, $"{100 * seeds.Average(seed => seed.RecallAt(k)):F1} ± {100 * Deviation(seeds, k):F1} ({100 * chance(k):F1})");
        return string.Create(CultureInfo.InvariantCulture,
            $"| {test} | {ranking} | {query} ({seeds[0].QueryCount}) | {seeds[0].CandidateCount} | {Recall(1)} | {Recall(5)} | {Recall(10)} | {seeds.Average(seed => seed.MedianRank):F1} |");
    }

    private static double Deviation(RetrievalDirectionMetrics[] seeds, int k)
    {
        var mean = seeds.Average(seed => seed.RecallAt(k));
        return seeds.Length < 2 ? 0 : Math.Sqrt(seeds.Sum(seed => Math.Pow(seed.RecallAt(k) - mean, 2)) / (seeds.Length - 1));
    }
}
