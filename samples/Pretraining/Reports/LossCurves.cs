using Pretraining.Study;
using ScottPlot;

namespace Pretraining.Reports;

/// <summary>Draws the loss of every pretraining over its epochs, one picture for each objective: losses of different objectives do not compare.</summary>
internal static class LossCurves
{
    private const int Width = 900, Height = 500;

    /// <summary>Writes the pictures and returns their paths.</summary>
    public static IReadOnlyList<string> Save(IReadOnlyList<Start> starts, IReadOnlyList<LearnedEncoder> encoders, string folder)
    {
        var written = new List<string>();
        foreach (var objective in starts.Where(start => start.Objective is not null).GroupBy(start => start.Objective))
        {
            string path = Path.Combine(folder, objective.First().NeedsTeacher ? "alignment-loss.png" : "pixel-loss.png");
            if (Draw([.. objective], encoders, path))
                written.Add(path);
        }
        return written;
    }

    private static bool Draw(IReadOnlyList<Start> starts, IReadOnlyList<LearnedEncoder> encoders, string path)
    {
        using var plot = new Plot();
        foreach (var start in starts)
        {
            var color = plot.Add.Palette.GetColor(Start.All.ToList().IndexOf(start));
            var mine = encoders.Where(encoder => encoder.Start == start.Name).ToList();
            foreach (var encoder in mine)
            {
                var line = plot.Add.Scatter(Enumerable.Range(1, encoder.Losses.Count).Select(epoch => (double)epoch).ToArray(), encoder.Losses.ToArray());
                line.Color = color;
                line.MarkerSize = 0;
                line.LegendText = encoder == mine[0] ? start.Title : "";
            }
        }
        if (!plot.GetPlottables().Any())
            return false;
        plot.Axes.Left.Label.Text = "loss";
        plot.Axes.Bottom.Label.Text = "epoch";
        plot.Title("Pretraining: one line for each seed and part");
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(path, Width, Height);
        return true;
    }
}
