using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>Does something after each step.</summary>
internal sealed class AfterStep(Action<TrainingState> action) : TrainingHook
{
    public override void OnStepEnd(TrainingState state) => action(state);
}
