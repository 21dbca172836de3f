using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>What the encoders of B/16 must reach, on the clock.</summary>
internal static class ModelLimits
{
    private const int BaseWidth = 768;
    private const double LeastFloat32Gain = 1.4;
    private const double LargestFloat32Error = 1e-5;
    private const double LeastBFloat16Gain = 2.6;
    private const double LeastShareOfProduct = 0.8;
    private const double MostPeakMiB = 1.3e9 / (1 << 20);

    /// <summary>Prints a line for each limit; returns 1 if one is missed.</summary>
    public static int Check(
        ModelBenchmarkOptions options,
        IReadOnlyDictionary<ModelVariant, ModelTiming> timings,
        IReadOnlyList<ModelTiming> rates,
        IReadOnlyDictionary<ModelVariant, Tensor> logits,
        IReadOnlyDictionary<ModelVariant, double> peaks)
    {
        if (options.Config.Width != BaseWidth)
        {
            Console.WriteLine("Limits are set for --size base only.");
            return 0;
        }

        var checks = new LimitChecks();
        var plain = timings[ModelVariant.Plain].WallSeconds;
        checks.AtLeast("float32 against plain", plain / timings[ModelVariant.Float32].WallSeconds, LeastFloat32Gain);
        checks.AtMost("float32 relative error", ModelReport.Compare(logits[ModelVariant.Float32], logits[ModelVariant.Plain]).Error, LargestFloat32Error);
        checks.AtMost("float32 peak MiB", peaks[ModelVariant.Float32], MostPeakMiB);
        if (!PrecisionSupport.HasFastBFloat16(CPU))
        {
            Console.WriteLine("The processor has no fast bfloat16: its limits do not apply.");
            return checks.ExitCode;
        }

        var seconds = timings[ModelVariant.BFloat16].WallSeconds;
        var productRate = MatrixProductRate.Flops / rates[1].WallSeconds;
        checks.AtLeast("bfloat16 against plain", plain / seconds, LeastBFloat16Gain);
        checks.AtLeast("bfloat16 share of the matrix product", options.Config.EstimateFlops() / seconds / productRate, LeastShareOfProduct);
        checks.AtMost("bfloat16 peak MiB", peaks[ModelVariant.BFloat16], MostPeakMiB);
        return checks.ExitCode;
    }
}
