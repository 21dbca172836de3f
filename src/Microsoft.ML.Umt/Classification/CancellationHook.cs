using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Looks after every step whether the training was cancelled through the <see cref="MLContext"/>.</summary>
internal sealed class CancellationHook(TrainingContext context) : TrainingHook
{
    public override void OnStepEnd(TrainingState state) => context.ThrowIfCanceled();
}
