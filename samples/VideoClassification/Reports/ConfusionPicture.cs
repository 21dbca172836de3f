using Microsoft.ML.Data;
using ScottPlot;

namespace VideoClassification.Reports;

/// <summary>Draws how often each class was taken for which.</summary>
internal static class ConfusionPicture
{
    private const int Width = 700, Height = 600;

    public static void Save(ConfusionMatrix matrix, IReadOnlyList<string> classNames, string path)
    {
        using var plot = new Plot();
        int classes = matrix.NumberOfClasses;
        var shares = new double[classes, classes];
        for (int row = 0; row < classes; row++)
        {
            double total = Math.Max(1, matrix.Counts[row].Sum());
            for (int column = 0; column < classes; column++)
            {
                shares[row, column] = matrix.Counts[row][column] / total;
                var count = plot.Add.Text(matrix.Counts[row][column].ToString("F0", System.Globalization.CultureInfo.InvariantCulture), column, classes - 1 - row);
                count.LabelAlignment = Alignment.MiddleCenter;
                count.LabelFontColor = shares[row, column] > 0.5 ? Colors.Black : Colors.White;
            }
        }
        plot.Add.Heatmap(shares);
        foreach (var text in plot.GetPlottables<ScottPlot.Plottables.Text>().ToArray())
            plot.MoveToTop(text);
        double[] places = [.. Enumerable.Range(0, classes).Select(place => (double)place)];
        plot.Axes.Bottom.SetTicks(places, [.. classNames]);
        plot.Axes.Left.SetTicks(places, [.. classNames.Reverse()]);
        plot.Axes.Bottom.Label.Text = "predicted";
        plot.Axes.Left.Label.Text = "true";
        plot.SavePng(path, Width, Height);
    }
}
