using Microsoft.ML.Umt.Checkpoints;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Resumes a training from the newest checkpoint, and writes checkpoints while it runs: every so many steps or minutes, when it is cancelled or an exception
/// leaves it, and at the end. To be listed last, so that what other hooks did at the end of an epoch is in the checkpoint of that epoch.
/// </summary>
/// <param name="store">Where the checkpoints lie. Not owned.</param>
/// <param name="fingerprint">The options of the training, compared when it is resumed.</param>
/// <param name="parts">Everything with a state beside <see cref="TrainingState"/>: module, optimiser, averages, generators.</param>
/// <param name="everySteps">Steps between two checkpoints; null for no such limit.</param>
/// <param name="every">Time between two checkpoints; null for no such limit.</param>
/// <param name="log">Receives where the training was resumed.</param>
/// <param name="cancellationToken">Once it is cancelled, the next step ends with a checkpoint.</param>
internal sealed class CheckpointHook(
    TrainingCheckpointStore store,
    TrainingFingerprint fingerprint,
    IReadOnlyList<ICheckpointPart> parts,
    int? everySteps,
    TimeSpan? every,
    Action<string> log,
    CancellationToken cancellationToken = default) : TrainingHook
{
    private const string Position = "state";

    private int _lastStep;
    private TimeSpan _lastTime;
    private StepEnd? _stepEnd;

    /// <inheritdoc/>
    public override void OnTrainingStart(TrainingState state)
    {
        if (store.OpenNewest() is { } checkpoint)
        {
            using (checkpoint)
                Restore(checkpoint, state);
            log($"Resumed from '{checkpoint.Name}': epoch {state.Epoch + 1}, {state.Step} of {state.TotalSteps} steps done.");
        }
        (_lastStep, _lastTime) = (state.Step, state.Elapsed);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state)
    {
        if (IsDue(state))
            Save(state, epochDone: false);
        // Cheap, and all that the batches of the next step change before its end.
        _stepEnd?.Dispose();
        _stepEnd = StepEnd.Of(state, Position, parts.OfType<RandomPart>());
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingState state, CancellationToken token)
    {
        if (state.Epoch + 1 == state.Epochs || state.StopReason is not null || IsDue(state))
            Save(state, epochDone: true);
    }

    /// <inheritdoc/>
    public override void OnInterrupted(TrainingState state)
    {
        try
        {
            // A step that was taken by halves cannot be saved; the checkpoint before it is whole.
            if (state.Step > _lastStep && !state.IsTakingStep)
                Save(state, epochDone: false, _stepEnd?.Step == state.Step ? _stepEnd : null);
        }
        catch (TrainingCheckpointException error)
        {
            log(error.Message);
        }
        _stepEnd?.Dispose();
        _stepEnd = null;
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingState state) => _stepEnd?.Dispose();

    private bool IsDue(TrainingState state) =>
        state.Step - _lastStep >= everySteps || state.Elapsed - _lastTime >= every || cancellationToken.IsCancellationRequested;

    private void Save(TrainingState state, bool epochDone, StepEnd? stepEnd = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = [];
        Dictionary<string, string> values = [];
        fingerprint.Save(Section);
        if (stepEnd is null)
            state.Save(Section(Position), epochDone);
        else
            stepEnd.CopyTo(tensors, values);
        foreach (var part in parts)
        {
            if (stepEnd is null || part is not RandomPart)
                part.Save(Section(part.CheckpointName));
        }
        store.Save(state.Step, tensors, values);
        (_lastStep, _lastTime) = (state.Step, state.Elapsed);

        CheckpointSection Section(string name) => new(name, tensors, values);
    }

    private void Restore(Checkpoint checkpoint, TrainingState state)
    {
        var tensors = checkpoint.Tensors.ToDictionary();
        var values = checkpoint.Metadata.ToDictionary();
        fingerprint.Check(Section, checkpoint.Name);
        foreach (var part in parts)
            part.Load(Section(part.CheckpointName));
        state.Load(Section(Position));

        CheckpointSection Section(string name) => new(name, tensors, values);
    }
}
