using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Umt;
using Samples.Data;

namespace VideoClassification.Reports;

/// <summary>What is printed about data and results.</summary>
internal static class Summary
{
    public static void PrintSplit(ClipSplit split, TimeSpan elapsed)
    {
        Console.WriteLine($"{split.Training.Count} training clips, {split.Test.Count} test clips ({elapsed.TotalSeconds:F0} s)");
        foreach (var label in split.Training.Concat(split.Test).Select(clip => clip.Label).Distinct().Order(StringComparer.Ordinal))
            Console.WriteLine($"  {label,-16} {split.Training.Count(clip => clip.Label == label),4} {split.Test.Count(clip => clip.Label == label),4}");
    }

    /// <summary>Says before any training which files cannot be used, all at once.</summary>
    public static void PrintUnusable(VideoValidator validator, IReadOnlyList<LabelledClip> clips)
    {
        var report = validator.Validate([.. clips.Select(clip => MLVideo.FromFile(clip.Path))]);
        Console.WriteLine(report);
        report.ThrowIfInvalid();
    }

    public static void PrintMetrics(MulticlassClassificationMetrics metrics)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Test: accuracy {metrics.MicroAccuracy:P1}, mean class accuracy {metrics.MacroAccuracy:P1}, log loss {metrics.LogLoss:F3}"));
        Console.WriteLine(metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }
}
