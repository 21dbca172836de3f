using System.Diagnostics;
using TorchSharp;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>Adds up what the phases of a step take. On a GPU it waits for the device at each border, which slows the step: so splits are never timings.</summary>
internal sealed class PhaseClock(bool waitsForGpu)
{
    private readonly double[] _seconds = new double[Enum.GetValues<TrainingPhase>().Length];

    public T Time<T>(TrainingPhase phase, Func<T> work)
    {
        var start = Now();
        var result = work();
        _seconds[(int)phase] += Stopwatch.GetElapsedTime(start, Now()).TotalSeconds;
        return result;
    }

    public void Time(TrainingPhase phase, Action work) => Time(phase, () =>
    {
        work();
        return 0;
    });

    /// <summary>Runs a whole step; what no inner phase took is the backward pass, which the loop owns and nobody can wrap.</summary>
    public StepTimes TimeStep(Action step)
    {
        Array.Clear(_seconds);
        var start = Now();
        step();
        var total = Stopwatch.GetElapsedTime(start, Now()).TotalSeconds;
        // The student's phase was measured around the teacher's.
        var (teacher, around, optimizer) = (_seconds[(int)TrainingPhase.Teacher], _seconds[(int)TrainingPhase.Student], _seconds[(int)TrainingPhase.Optimizer]);
        return new StepTimes(teacher, around - teacher, total - around - optimizer, optimizer);
    }

    private long Now()
    {
        if (waitsForGpu)
            torch.cuda.synchronize();
        return Stopwatch.GetTimestamp();
    }
}
