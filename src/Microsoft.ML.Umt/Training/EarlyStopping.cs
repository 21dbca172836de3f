namespace Microsoft.ML.Umt.Training;

/// <summary>Ends the training when the validation has not improved for some time. To be listed behind <see cref="EvaluationHook"/>.</summary>
/// <param name="goal">The number that should improve.</param>
/// <param name="patience">Validations without improvement that are tolerated.</param>
/// <param name="minimumGain">A smaller gain is none.</param>
internal sealed class EarlyStopping(MetricGoal goal, int patience, double minimumGain = 0) : TrainingHook, ICheckpointPart
{
    private double? _best;
    private int _waited;
    private int _judgedEpochs;

    /// <inheritdoc/>
    public string CheckpointName => "early_stopping";

    /// <inheritdoc/>
    public void Save(CheckpointSection section)
    {
        section.Write("waited", (long)_waited);
        section.Write("judged_epochs", (long)_judgedEpochs);
        if (_best is { } best)
            section.Write("best", best);
    }

    /// <inheritdoc/>
    public void Load(CheckpointSection section)
    {
        _waited = section.ReadInt32("waited");
        _judgedEpochs = section.ReadInt32("judged_epochs");
        _best = section.FindText("best") is null ? null : section.ReadDouble("best");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
        if (state.Validation is null)
            return;
        // A training that was interrupted after this moment comes by again: it is not judged twice, but it still stops.
        if (state.Epoch >= _judgedEpochs)
        {
            _judgedEpochs = state.Epoch + 1;
            var value = goal.ValueIn(state.Validation);
            if (goal.IsBetter(value, _best, minimumGain))
                (_best, _waited) = (value, 0);
            else
                _waited++;
        }
        if (_waited > patience)
            state.RequestStop($"'{goal.Name}' has not improved in {_waited} validations; its best value was {_best:G4}.");
    }
}
