namespace Microsoft.ML.Umt.Training;

/// <summary>Looks after every step whether the training was cancelled. To be listed last: by then the checkpoint of the step is written.</summary>
/// <param name="throwIfCanceled">Throws an <see cref="OperationCanceledException"/> if it was.</param>
internal sealed class CancellationHook(Action throwIfCanceled) : TrainingHook
{
    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state) => throwIfCanceled();
}
