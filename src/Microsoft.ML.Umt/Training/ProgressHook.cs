namespace Microsoft.ML.Umt.Training;

/// <summary>Reports progress: at the end of each epoch, and between at most every so often. To be listed behind <see cref="EvaluationHook"/>.</summary>
/// <param name="report">Receives the report, on the training thread.</param>
/// <param name="interval">Shortest time between two reports inside an epoch; null reports epochs only.</param>
internal sealed class ProgressHook(Action<TrainingProgress> report, TimeSpan? interval = null) : TrainingHook
{
    private TimeSpan _last;

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state)
    {
        if (interval is not { } pause || state.Elapsed - _last < pause)
            return;
        _last = state.Elapsed;
        report(Snapshot(state, isEpochEnd: false));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
        _last = state.Elapsed;
        report(Snapshot(state, isEpochEnd: true));
    }

    private static TrainingProgress Snapshot(TrainingState state, bool isEpochEnd)
    {
        var elapsed = state.Elapsed;
        var training = elapsed - state.Evaluating;
        return new TrainingProgress
        {
            Epoch = state.Epoch + 1,
            Epochs = state.Epochs,
            Step = state.Step,
            TotalSteps = state.TotalSteps,
            IsEpochEnd = isEpochEnd,
            Loss = state.Totals.Mean(MetricNames.Loss) ?? double.NaN,
            Top1Accuracy = state.Totals.Mean(MetricNames.Top1),
            Top5Accuracy = state.Totals.Mean(MetricNames.Top5),
            LearningRate = state.LearningRate,
            GradientNorm = state.GradientNorm,
            ClipsPerSecond = state.SamplesSeen / Math.Max(training.TotalSeconds, 1e-9),
            DataWaitShare = Math.Clamp(state.DataWait / Max(training, TimeSpan.FromTicks(1)), 0, 1),
            SkippedBatches = state.SkippedBatches,
            Elapsed = elapsed,
            Remaining = state.Step == 0 ? null : elapsed * ((double)Math.Max(0, state.TotalSteps - state.Step) / state.Step),
            Validation = isEpochEnd ? state.Validation : null,
        };
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
