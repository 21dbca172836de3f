using Microsoft.ML.Umt.Evaluation;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>How good a head is on features that it was not trained on.</summary>
internal static class HeadScores
{
    public static VideoClassificationMetrics Metrics(LinearHead head, FeatureTable table, IReadOnlyList<string> classNames)
    {
        var scores = table.Features.Select(video => Probabilities(head, video)).ToArray();
        return VideoClassificationMetrics.FromScores(table.Labels, scores, classNames);
    }

    public static Dictionary<string, double> ToResults(VideoClassificationMetrics metrics) => new()
    {
        [MetricNames.Loss] = metrics.LogLoss,
        [MetricNames.Top1] = metrics.Top1Accuracy,
        [MetricNames.Top5] = metrics.Top5Accuracy,
        [MetricNames.MeanClassAccuracy] = metrics.MeanClassAccuracy,
    };

    /// <summary>The one report of a head that is solved in a single step.</summary>
    public static TrainingProgress ToProgress(VideoClassificationMetrics metrics, TimeSpan elapsed) => new()
    {
        Epoch = 1,
        Epochs = 1,
        Step = 1,
        TotalSteps = 1,
        IsEpochEnd = true,
        Loss = double.NaN,
        Top1Accuracy = null,
        Top5Accuracy = null,
        LearningRate = 0,
        GradientNorm = 0,
        ClipsPerSecond = metrics.Count / Math.Max(1e-9, elapsed.TotalSeconds),
        DataWaitShare = 0,
        SkippedBatches = 0,
        Elapsed = elapsed,
        Remaining = TimeSpan.Zero,
        Validation = ToResults(metrics),
    };

    private static float[] Probabilities(LinearHead head, float[][] variants)
    {
        var logits = new float[variants.Length * head.Classes];
        for (var i = 0; i < variants.Length; i++)
            head.Logits(variants[i], logits.AsSpan(i * head.Classes, head.Classes));
        var probabilities = new float[head.Classes];
        ViewMerge.Merge(logits, variants.Length, probabilities);
        return probabilities;
    }
}
