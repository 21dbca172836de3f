namespace Microsoft.ML.Umt.Training;

/// <summary>Reports progress: at the end of each epoch, and between at most every so often. To be listed behind <see cref="EvaluationHook"/>.</summary>
/// <param name="report">Receives the report, on the training thread.</param>
/// <param name="interval">Shortest time between two reports inside an epoch; null reports epochs only.</param>
/// <param name="cost">Cost of a sample; null leaves utilisation and memory out of the reports.</param>
internal sealed class ProgressHook(Action<TrainingProgress> report, TimeSpan? interval = null, TrainingCost? cost = null) : TrainingHook
{
    private TimeSpan _last;

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state)
    {
        if (interval is not { } pause || state.Elapsed - _last < pause)
            return;
        _last = state.Elapsed;
        report(ProgressReports.Of(state, isEpochEnd: false, cost));
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
        _last = state.Elapsed;
        report(ProgressReports.Of(state, isEpochEnd: true, cost));
    }
}
