using System.Globalization;
using System.Text;
using Pretraining.Study;

namespace Pretraining.Reports;

/// <summary>The table of a study: how many test clips each start recognised, over all groups, as mean and standard deviation over the seeds.</summary>
internal static class ResultTable
{
    public static string Format(IReadOnlyList<Start> starts, IReadOnlyList<Cell> cells, IReadOnlyList<LearnedEncoder> encoders)
    {
        var text = new StringBuilder();
        text.AppendLine("| start | pretraining loss | head only | whole network |");
        text.AppendLine("| --- | --- | --- | --- |");
        foreach (var start in starts)
            text.AppendLine($"| {start.Title} | {Loss(start, encoders)} | {Accuracy(start, "Head", cells)} | {Accuracy(start, "Full", cells)} |");
        return text.ToString();
    }

    /// <summary>Accuracy of each seed over all its test clips, in percent.</summary>
    public static IReadOnlyList<double> BySeed(Start start, string depth, IReadOnlyList<Cell> cells) =>
    [
        .. cells.Where(cell => cell.Start == start.Name && cell.Depth == depth).GroupBy(cell => cell.Seed).OrderBy(seed => seed.Key)
            .Select(seed => 100.0 * seed.Sum(cell => cell.Right) / seed.Sum(cell => cell.Clips)),
    ];

    private static string Accuracy(Start start, string depth, IReadOnlyList<Cell> cells)
    {
        var values = BySeed(start, depth, cells);
        if (values.Count == 0)
            return "";
        double mean = values.Average();
        double spread = values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
        string each = string.Join(", ", values.Select(value => value.ToString("F1", CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture, $"{mean:F1} % ± {spread:F1} ({each})");
    }

    private static string Loss(Start start, IReadOnlyList<LearnedEncoder> encoders)
    {
        var mine = encoders.Where(encoder => encoder.Start == start.Name).ToList();
        return mine.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{mine.Average(encoder => encoder.Losses[0]):F3} → {mine.Average(encoder => encoder.Losses[^1]):F3}");
    }
}
