using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>A task whose losses are timed.</summary>
internal sealed class TimedTask(ITrainingTask<VideoBatch> task, PhaseClock clock) : ITrainingTask<VideoBatch>
{
    public nn.Module Module => task.Module;

    public BatchLoss ComputeLoss(VideoBatch batch, StepContext context) => clock.Time(TrainingPhase.Student, () => task.ComputeLoss(batch, context));
}
