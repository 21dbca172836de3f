namespace Microsoft.ML.Umt.Training;

/// <summary>From the state of a training to the report that users see.</summary>
internal static class ProgressReports
{
    /// <param name="state">Where the training stands.</param>
    /// <param name="isEpochEnd">Whether an epoch is done.</param>
    /// <param name="cost">Cost of a sample; null leaves utilisation and memory out.</param>
    public static TrainingProgress Of(TrainingState state, bool isEpochEnd, TrainingCost? cost)
    {
        var elapsed = state.Elapsed;
        var training = elapsed - state.Evaluating;
        var rate = state.SamplesSeen / Math.Max(training.TotalSeconds, 1e-9);
        return new TrainingProgress
        {
            Epoch = state.Epoch + 1,
            Epochs = state.Epochs,
            Step = state.Step,
            TotalSteps = state.TotalSteps,
            IsEpochEnd = isEpochEnd,
            Loss = state.Totals.Mean(MetricNames.Loss) ?? double.NaN,
            LossParts = state.Totals.Means().Where(mean => mean.Key.StartsWith(MetricNames.LossPart, StringComparison.Ordinal))
                .ToDictionary(mean => mean.Key[MetricNames.LossPart.Length..], mean => mean.Value),
            Top1Accuracy = state.Totals.Mean(MetricNames.Top1),
            Top5Accuracy = state.Totals.Mean(MetricNames.Top5),
            LearningRate = state.LearningRate,
            GradientNorm = state.GradientNorm,
            ClipsPerSecond = rate,
            DataWaitShare = Math.Clamp(state.DataWait / Max(training, TimeSpan.FromTicks(1)), 0, 1),
            FlopsPerSecond = cost?.FlopsPerSecond(rate),
            FlopUtilization = cost?.Utilization(rate),
            MemoryBytes = cost?.MemoryInUse(),
            SkippedBatches = state.SkippedBatches,
            Elapsed = elapsed,
            Remaining = state.Step == 0 ? null : elapsed * ((double)Math.Max(0, state.TotalSteps - state.Step) / state.Step),
            Validation = isEpochEnd ? state.Validation : null,
        };
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
