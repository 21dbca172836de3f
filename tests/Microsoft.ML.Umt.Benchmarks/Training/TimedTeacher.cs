using Microsoft.ML.Umt.Alignment;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>A teacher whose looks are timed.</summary>
internal sealed class TimedTeacher(IImageTeacher teacher, PhaseClock clock) : IImageTeacher
{
    public int FeatureWidth => teacher.FeatureWidth;

    public double FlopsPerFrame => teacher.FlopsPerFrame;

    public void MoveTo(Device device, ScalarType precision = ScalarType.Float32) => teacher.MoveTo(device, precision);

    public (Tensor Features, Tensor Tokens) Look(Tensor clips, Func<Tensor, Tensor> choose) => clock.Time(TrainingPhase.Teacher, () => teacher.Look(clips, choose));

    public void Dispose() => teacher.Dispose();
}
