using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>Speed, exactness and memory of the encoders against the same network written plainly, in one run on one machine.</summary>
internal static class ModelBenchmark
{
    /// <summary>Prints the table; returns 1 if a limit of <see cref="ModelLimits"/> is missed.</summary>
    public static int Run(string[] args)
    {
        var options = ModelBenchmarkOptions.Parse(args);
        options.Apply();
        if (options.PeakMemoryOf is { } variant)
        {
            ModelMemory.MeasureHere(variant, options);
            return 0;
        }

        var peaks = Enum.GetValues<ModelVariant>().ToDictionary(each => each, each => ModelMemory.MeasureInChild(each, args));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var source = options.CreateModule();
        var clips = options.CreateClips();
        var runners = Enum.GetValues<ModelVariant>().ToDictionary(each => each, each => new ModelRunner(each, source));
        using var float32 = new MatrixProductRate(ScalarType.Float32);
        using var bfloat16 = new MatrixProductRate(ScalarType.BFloat16);

        // The first pass of each warms up and gives the results to compare.
        var logits = runners.ToDictionary(pair => pair.Key, pair => pair.Value.Run(clips));
        var timings = runners.ToDictionary(pair => pair.Key, pair => new ModelTiming(pair.Key.ToString(), () => pair.Value.Run(clips).Dispose()));
        var rates = new[] { new ModelTiming("float32 product", float32.Run), new ModelTiming("bfloat16 product", bfloat16.Run) };
        ModelTiming.Interleave([.. timings.Values, .. rates], options.Rounds);

        ModelReport.Print(options, timings, rates, logits, peaks);
        var exitCode = ModelLimits.Check(options, timings, rates, logits, peaks);
        foreach (var runner in runners.Values)
        {
            runner.Dispose();
        }

        return exitCode;
    }
}
