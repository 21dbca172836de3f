using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>Adds up what the phases of a step take.</summary>
/// <param name="waitsForGpu">Whether to wait for the GPU at each border. That slows the step: such splits are never timings.</param>
/// <param name="countsProcessorTime">Whether to count the seconds of all processors instead of those on the clock: for machines that do something else, too.</param>
internal sealed class VideoTextClock(bool waitsForGpu, bool countsProcessorTime = false)
{
    private readonly double[] _seconds = new double[Enum.GetValues<VideoTextPhase>().Length];
    private double _optimizer;
    private double _last;

    /// <summary>A forward pass begins.</summary>
    public void Begin() => _last = Now();

    /// <summary>A phase of the forward pass is over.</summary>
    public void End(VideoTextPhase phase)
    {
        var now = Now();
        _seconds[(int)phase] += now - _last;
        _last = now;
    }

    /// <summary>Times work of the optimiser.</summary>
    public void Optimize(Action work)
    {
        var start = Now();
        work();
        _optimizer += Now() - start;
    }

    /// <summary>Runs a whole step; what no phase took is the backward pass.</summary>
    public VideoTextTimes Time(Action step)
    {
        Array.Clear(_seconds);
        _optimizer = 0;
        var start = Now();
        step();
        var total = Now() - start;
        return new VideoTextTimes(Of(VideoTextPhase.Teacher), Of(VideoTextPhase.Vision), Of(VideoTextPhase.Text), Of(VideoTextPhase.Losses),
            total - _seconds.Sum() - _optimizer, _optimizer);
    }

    private double Of(VideoTextPhase phase) => _seconds[(int)phase];

    private double Now() => PhaseClock.Seconds(waitsForGpu, countsProcessorTime);
}
