using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Benchmarks.Pipeline;

/// <summary>One model on some clips, measured both ways.</summary>
internal sealed record PipelineScenario(string Model, int Clips, int BatchSize, int Runs)
{
    private const int Seed = 1;

    public PipelineResult Measure(IReadOnlyList<string> files, int workers)
    {
        var paths = files.Take(Clips).ToArray();
        var options = new VideoFeaturizationOptions
        {
            Model = ModelPresets.Get(Model),
            UseRandomWeights = true,
            BatchSize = BatchSize,
            Reading = { Workers = workers },
        };
        var context = new MLContext(Seed);
        var data = context.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }));
        using var pipeline = context.Transforms.LoadVideos("Video", null, "Path").Append(context.Transforms.FeaturizeVideo("Features", "Video", options)).Fit(data);
        using var plain = new PlainFeaturizer(options, Seed);

        // Once each to warm up, and to see that both compute the same.
        var expected = plain.Featurize(paths);
        var difference = Features(pipeline.Transform(data)).Zip(expected).Max(pair => pair.First.Zip(pair.Second).Max(values => Math.Abs(values.First - values.Second)));

        var plainRuns = new List<(double Wall, double Processor)>();
        var pipelineRuns = new List<(double Wall, double Processor)>();
        for (var run = 0; run < Runs; run++)
        {
            plainRuns.Add(Time(() => plain.Featurize(paths)));
            pipelineRuns.Add(Time(() => Features(pipeline.Transform(data))));
        }
        return new PipelineResult(
            Clips / Median(plainRuns, time => time.Wall),
            Clips / Median(pipelineRuns, time => time.Wall),
            Median(plainRuns, time => time.Processor) / Clips,
            Median(pipelineRuns, time => time.Processor) / Clips,
            difference);
    }

    private static List<float[]> Features(IDataView scored) =>
        [.. scored.GetColumn<float[]>("Features")];

    // Processor time of this process, without that of ffmpeg, hardly depends on what else the machine does; wall time does.
    private static (double Wall, double Processor) Time(Action action)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        action();
        var wall = watch.Elapsed.TotalSeconds;
        process.Refresh();
        return (wall, (process.TotalProcessorTime - before).TotalSeconds);
    }

    private static double Median(List<(double Wall, double Processor)> runs, Func<(double Wall, double Processor), double> time) =>
        runs.Select(time).Order().ElementAt(runs.Count / 2);

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }
}
