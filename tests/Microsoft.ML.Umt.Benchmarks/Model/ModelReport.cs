using System.Globalization;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>The benchmark's one table.</summary>
internal static class ModelReport
{
    public static void Print(
        ModelBenchmarkOptions options,
        IReadOnlyDictionary<ModelVariant, ModelTiming> timings,
        IReadOnlyList<ModelTiming> rates,
        IReadOnlyDictionary<ModelVariant, Tensor> logits,
        IReadOnlyDictionary<ModelVariant, double> peaks)
    {
        var config = options.Config;
        var flops = config.EstimateFlops();
        Line($"ViT width {config.Width}, depth {config.Depth}, clip {config.Frames} x {config.ImageHeight} x {config.ImageWidth}, batch 1, {config.Tokens} tokens, {flops / 1e9:F1} GFLOP");
        Line($"{options.Threads} threads, fast bfloat16 {(PrecisionSupport.HasFastBFloat16(CPU) ? "yes" : "no")}, least of {options.Rounds} interleaved rounds{(options.KeepFreedMemory ? ", freed memory kept" : "")}");
        Line($"");
        Line($"{"",-18}{"--- on the clock ",46}{"--- by processor time ",34}");
        Line($"{"",-18}{"seconds",9}{"clips/s",9}{"GFLOP/s",9}{"product",9}{"plain",10}{"seconds",9}{"product",9}{"plain",10}{"peak MiB",10}{"rel. error",12}{"cosine",10}");
        var plain = timings[ModelVariant.Plain];
        foreach (var (variant, timing) in timings)
        {
            var product = rates[variant == ModelVariant.BFloat16 ? 1 : 0];
            var work = flops / MatrixProductRate.Flops;
            var (error, cosine) = Compare(logits[variant], logits[ModelVariant.Plain]);
            var clock = Invariant($"{timing.WallSeconds,9:F3}{1 / timing.WallSeconds,9:F3}{flops / timing.WallSeconds / 1e9,9:F1}{work * product.WallSeconds / timing.WallSeconds,9:P0}{plain.WallSeconds / timing.WallSeconds,9:F2}x");
            var processor = Invariant($"{timing.ProcessorSeconds,9:F3}{work * product.ProcessorSeconds / timing.ProcessorSeconds,9:P0}{plain.ProcessorSeconds / timing.ProcessorSeconds,9:F2}x");
            Line($"{timing.Name,-18}{clock}{processor}{peaks[variant],10:F0}{error,12:E1}{cosine,10:F6}");
        }

        foreach (var rate in rates)
        {
            Line($"{rate.Name,-18}{rate.WallSeconds,9:F3}{"",9}{MatrixProductRate.Flops / rate.WallSeconds / 1e9,9:F1}{"",19}{rate.ProcessorSeconds,9:F3}");
        }

        Line($"");
        Line($"product: share of the speed of a large matrix product of the same type; plain: speed-up over the plain network; error: against the plain network's logits.");
    }

    /// <summary>Largest difference relative to the largest expected value, and the least cosine.</summary>
    public static (double Error, double Cosine) Compare(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        var error = (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
        return (error, nn.functional.cosine_similarity(actual, expected, 1).min().item<float>());
    }

    private static void Line(FormattableString text) => Console.WriteLine(Invariant(text));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
