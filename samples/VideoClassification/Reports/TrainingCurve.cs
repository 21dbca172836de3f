using Microsoft.ML.Umt;
using ScottPlot;

namespace VideoClassification.Reports;

/// <summary>Draws loss and accuracy over the epochs.</summary>
internal static class TrainingCurve
{
    private const int Width = 900, Height = 500;

    public static void Save(IReadOnlyList<TrainingProgress> epochs, string path)
    {
        using var plot = new Plot();
        double[] numbers = [.. epochs.Select(epoch => (double)epoch.Epoch)];
        var loss = Add("training loss", epoch => epoch.Loss);
        Add("validation loss", epoch => Validation(epoch, "loss"));
        var right = plot.Axes.Right;
        foreach (var accuracy in new[] { Add("training accuracy", epoch => epoch.Top1Accuracy ?? double.NaN), Add("validation accuracy", epoch => Validation(epoch, "top1")) })
        {
            if (accuracy is null)
                continue;
            accuracy.Axes.YAxis = right;
            accuracy.LinePattern = LinePattern.Dashed;
        }
        right.Label.Text = "accuracy";
        plot.Axes.Left.Label.Text = "loss";
        plot.Axes.Bottom.Label.Text = "epoch";
        plot.Title("Training");
        plot.ShowLegend(Alignment.MiddleRight);
        plot.SavePng(path, Width, Height);

        ScottPlot.Plottables.Scatter? Add(string name, Func<TrainingProgress, double> value)
        {
            double[] values = [.. epochs.Select(value)];
            if (values.Length == 0 || values.All(double.IsNaN))
                return null;
            var line = plot.Add.Scatter(numbers, values);
            line.LegendText = name;
            line.LineWidth = 2;
            return line;
        }
    }

    private static double Validation(TrainingProgress epoch, string name) =>
        epoch.Validation is { } results && results.TryGetValue(name, out double value) ? value : double.NaN;
}
