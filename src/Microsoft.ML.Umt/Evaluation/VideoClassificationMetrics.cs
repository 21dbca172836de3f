using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt;

/// <summary>
/// The report of a video classifier on labelled videos: top-k and mean-class accuracy, precision, recall and F1 of every class, confusion matrix.
/// <see cref="ToString"/> prints all of it. A video without scores (it could not be read) counts as wrong and is listed in <see cref="UnscoredCount"/>.
/// Immutable and thread-safe.
/// </summary>
public sealed class VideoClassificationMetrics
{
    private readonly long[] _rankCounts;

    internal VideoClassificationMetrics(IReadOnlyList<ClassMetrics> perClass, VideoConfusionMatrix confusion, long[] rankCounts, long count, long unscored, double logLossSum)
    {
        (PerClass, ConfusionMatrix, _rankCounts, Count, UnscoredCount) = (perClass, confusion, rankCounts, count, unscored);
        LogLoss = count == unscored ? double.NaN : logLossSum / (count - unscored);
    }

    /// <summary>Number of labelled videos, scored or not.</summary>
    public long Count { get; }

    /// <summary>Number of videos without scores; they count as wrong.</summary>
    public long UnscoredCount { get; }

    /// <summary>Share of videos whose class has the highest score, 0 … 1; NaN without videos.</summary>
    public double Top1Accuracy => TopKAccuracy(1);

    /// <summary>Share of videos whose class is among the five highest scores, 0 … 1 (always 1 with five classes or fewer, unscored videos apart).</summary>
    public double Top5Accuracy => TopKAccuracy(5);

    /// <summary>The mean of the classes' own accuracies, over the classes that occur, 0 … 1: every class weighs the same however rare it is.</summary>
    public double MeanClassAccuracy => PerClass.Where(c => c.Support > 0).Select(c => c.Recall).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Mean of -ln(probability of the true class) over the scored videos; probabilities are kept above 1e-15. NaN without scored videos.</summary>
    public double LogLoss { get; }

    /// <summary>Precision, recall and F1 of each class, in class order.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>Counts of (true, predicted) pairs.</summary>
    public VideoConfusionMatrix ConfusionMatrix { get; }

    /// <summary>Share of videos whose class is among the <paramref name="k"/> highest scores, 0 … 1; of equal scores the lower class number ranks first.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        return Count == 0 ? double.NaN : (double)_rankCounts.Take(k).Sum() / Count;
    }

    /// <summary>Computes the report from one row of class probabilities for each video.</summary>
    /// <param name="labels">True class of each video, 0 … number of classes - 1.</param>
    /// <param name="scores">Class probabilities of each video, one per class; an empty row or NaN values mean that the video could not be scored.</param>
    /// <param name="classNames">Names of the classes, in the order of the scores.</param>
    /// <exception cref="ArgumentException">The counts do not agree, or a row has the wrong length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class number.</exception>
    public static VideoClassificationMetrics FromScores(IReadOnlyList<int> labels, IReadOnlyList<float[]> scores, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        if (labels.Count != scores.Count)
            throw new ArgumentException($"{labels.Count} labels came with {scores.Count} rows of scores.", nameof(scores));
        var totals = new Evaluation.ClassificationTotals(classNames);
        for (var i = 0; i < labels.Count; i++)
            totals.Add(labels[i], scores[i]);
        return totals.ToMetrics();
    }

    /// <summary>The whole report as text for fixed-width fonts.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"videos {Count}  top-1 {Top1Accuracy:P2}  top-5 {Top5Accuracy:P2}  mean class accuracy {MeanClassAccuracy:P2}  log loss {LogLoss:F4}");
        if (UnscoredCount > 0)
            text.AppendLine(CultureInfo.InvariantCulture, $"{UnscoredCount} of them could not be read and count as wrong");
        var width = Math.Max(5, PerClass.Max(c => c.Name.Length));
        text.AppendLine(CultureInfo.InvariantCulture, $"{"class".PadRight(width)}  precision  recall  f1-score  support");
        foreach (var c in PerClass)
            text.AppendLine(CultureInfo.InvariantCulture, $"{c.Name.PadRight(width)}  {c.Precision,9:F3}  {c.Recall,6:F3}  {c.F1Score,8:F3}  {c.Support,7}");
        return text.Append(ConfusionMatrix).ToString();
    }
}
