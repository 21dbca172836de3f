using System.Diagnostics;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>The least time that an action took, on the clock and on the processors.</summary>
/// <remarks>Least times, because whatever else runs on the machine can only add; candidates take turns, so that all see the same disturbances.</remarks>
internal sealed class ModelTiming(string name, Action action)
{
    public string Name => name;

    public double WallSeconds { get; private set; } = double.PositiveInfinity;

    public double ProcessorSeconds { get; private set; } = double.PositiveInfinity;

    public static void Interleave(IReadOnlyList<ModelTiming> candidates, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var candidate in candidates)
            {
                candidate.Measure();
            }
        }
    }

    private void Measure()
    {
        using var process = Process.GetCurrentProcess();
        var processor = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        action();
        WallSeconds = Math.Min(WallSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        process.Refresh();
        ProcessorSeconds = Math.Min(ProcessorSeconds, (process.TotalProcessorTime - processor).TotalSeconds);
    }
}
