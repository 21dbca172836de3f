using System.Diagnostics;
using TorchSharp;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>Adds up what the phases of a step take.</summary>
/// <param name="waitsForGpu">Whether to wait for the GPU at each border. That slows the step: such splits are never timings.</param>
/// <param name="countsProcessorTime">Whether to count the seconds of all processors instead of those on the clock: for machines that do something else, too.</param>
internal sealed class PhaseClock(bool waitsForGpu, bool countsProcessorTime = false)
{
    private readonly double[] _seconds = new double[Enum.GetValues<TrainingPhase>().Length];

    public T Time<T>(TrainingPhase phase, Func<T> work)
    {
        var start = Now();
        var result = work();
        _seconds[(int)phase] += Now() - start;
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
        var total = Now() - start;
        // The student's phase was measured around the teacher's.
        var (teacher, around, optimizer) = (_seconds[(int)TrainingPhase.Teacher], _seconds[(int)TrainingPhase.Student], _seconds[(int)TrainingPhase.Optimizer]);
        return new StepTimes(teacher, around - teacher, total - around - optimizer, optimizer);
    }

    private double Now() => Seconds(waitsForGpu, countsProcessorTime);

    /// <summary>Seconds since some moment, on the clock or of all processors.</summary>
    internal static double Seconds(bool waitsForGpu, bool countsProcessorTime)
    {
        if (waitsForGpu)
            torch.cuda.synchronize();
        if (!countsProcessorTime)
            return Stopwatch.GetElapsedTime(0).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime.TotalSeconds;
    }
}
