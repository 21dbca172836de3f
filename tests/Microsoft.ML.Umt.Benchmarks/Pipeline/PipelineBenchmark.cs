using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Benchmarks.Pipeline;

/// <summary>
/// What the ML.NET pipeline costs: <c>Transform</c> over an <see cref="IDataView"/> of files against plain code that decodes with as many
/// workers and runs the same encoder, alternately, in one process.
/// </summary>
internal static class PipelineBenchmark
{
    private const double MostOverhead = 0.05;

    /// <summary>Prints a table; returns 1 if the pipeline costs more than 5 percent.</summary>
    public static int Run(string[] args)
    {
        var workers = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : Environment.ProcessorCount;
        using var clips = new BenchmarkClips(count: 128);
        Console.WriteLine($"{workers} decode workers, {Environment.ProcessorCount} processors. Median of alternating runs; overhead = pipeline time / plain time - 1.");
        Console.WriteLine($"{"model",-8} {"clips",6} {"batch",6} {"plain clips/s",14} {"pipeline clips/s",17} {"overhead",9} {"plain cpu s/clip",17} {"pipeline cpu s/clip",20} {"difference",11}");
        PipelineScenario[] scenarios =
        [
            new(ModelPresets.SmallestVideo, Clips: 128, BatchSize: 8, Runs: 5),
            new("umt-b16", Clips: 6, BatchSize: 1, Runs: 5),
        ];
        var worst = 0.0;
        foreach (var scenario in scenarios)
        {
            var result = scenario.Measure(clips.Files, workers);
            worst = Math.Max(worst, result.Overhead);
            Console.WriteLine(
                $"{scenario.Model,-8} {scenario.Clips,6} {scenario.BatchSize,6} {result.PlainClipsPerSecond,14:F2} {result.PipelineClipsPerSecond,17:F2} {result.Overhead,9:P1} "
                + $"{result.PlainProcessorSecondsPerClip,17:F4} {result.PipelineProcessorSecondsPerClip,20:F4} {result.LargestDifference,11:E1}");
        }
        Console.WriteLine(worst <= MostOverhead ? "PASS: at most 5 % overhead." : "FAIL: more than 5 % overhead.");
        return worst <= MostOverhead ? 0 : 1;
    }
}
