using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt.Classification;

/// <summary>The factor on scores that makes their softmax the most likely probabilities (temperature scaling).</summary>
/// <param name="Factor">The factor, the inverse of the temperature.</param>
/// <param name="LogLoss">Mean negative log-likelihood of the labels with it.</param>
internal sealed record Calibration(double Factor, double LogLoss)
{
    private const double LogSmallest = -2, LogLargest = 5, Precision = 1e-3;

    /// <summary>Finds the factor. The loss is convex in it, so a golden-section search over its logarithm does.</summary>
    /// <param name="scores">One row for each sample.</param>
    /// <param name="labels">Class of each sample.</param>
    public static Calibration Fit(IReadOnlyList<double[]> scores, IReadOnlyList<int> labels)
    {
        var golden = (Math.Sqrt(5) - 1) / 2;
        double low = LogSmallest, high = LogLargest;
        double a = high - golden * (high - low), b = low + golden * (high - low);
        double lossA = LossAt(a), lossB = LossAt(b);
        while (high - low > Precision)
        {
            if (lossA < lossB)
            {
                (high, b, lossB) = (b, a, lossA);
                a = high - golden * (high - low);
                lossA = LossAt(a);
            }
            else
            {
                (low, a, lossA) = (a, b, lossB);
                b = low + golden * (high - low);
                lossB = LossAt(b);
            }
        }
        return new Calibration(Math.Exp((low + high) / 2), LossAt((low + high) / 2));

        double LossAt(double logFactor)
        {
            var factor = Math.Exp(logFactor);
            return scores.Select((row, i) => NegativeLogLikelihood(row, labels[i], factor)).Average();
        }
    }

    private static double NegativeLogLikelihood(double[] row, int label, double factor)
    {
        var max = row.Max();
        return Math.Log(row.Sum(score => Math.Exp(factor * (score - max)))) - factor * (row[label] - max);
    }

    /// <summary>The mean over variants of the softmax of their scaled scores.</summary>
    public float[] Probabilities(IEnumerable<double[]> variants, int classes)
    {
        var all = variants.SelectMany(row => row.Select(score => (float)(Factor * score))).ToArray();
        var merged = new float[classes];
        ViewMerge.Merge(all, all.Length / classes, merged);
        return merged;
    }
}
