using System.Diagnostics;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>Adds up what the phases of a step take. On a GPU it waits for the device at each border, which slows the step: so splits are never timings.</summary>
internal sealed class VideoTextClock(bool waitsForGpu)
{
    private readonly double[] _seconds = new double[Enum.GetValues<VideoTextPhase>().Length];
    private double _optimizer;
    private long _last;

    /// <summary>A forward pass begins.</summary>
    public void Begin() => _last = Now();

    /// <summary>A phase of the forward pass is over.</summary>
    public void End(VideoTextPhase phase)
    {
        var now = Now();
        _seconds[(int)phase] += Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
    }

    /// <summary>Times work of the optimiser.</summary>
    public void Optimize(Action work)
    {
        var start = Now();
        work();
        _optimizer += Stopwatch.GetElapsedTime(start, Now()).TotalSeconds;
    }

    /// <summary>Runs a whole step; what no phase took is the backward pass.</summary>
    public VideoTextTimes Time(Action step)
    {
        Array.Clear(_seconds);
        _optimizer = 0;
        var start = Now();
        step();
        var total = Stopwatch.GetElapsedTime(start, Now()).TotalSeconds;
        return new VideoTextTimes(Of(VideoTextPhase.Teacher), Of(VideoTextPhase.Vision), Of(VideoTextPhase.Text), Of(VideoTextPhase.Losses),
            total - _seconds.Sum() - _optimizer, _optimizer);
    }

    private double Of(VideoTextPhase phase) => _seconds[(int)phase];

    private long Now()
    {
        if (waitsForGpu)
            torch.cuda.synchronize();
        return Stopwatch.GetTimestamp();
    }
}
