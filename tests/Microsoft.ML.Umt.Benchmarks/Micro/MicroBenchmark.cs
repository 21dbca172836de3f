using BenchmarkDotNet.Running;

namespace Microsoft.ML.Umt.Benchmarks.Micro;

/// <summary>The inner loops of the library, measured by BenchmarkDotNet.</summary>
internal static class MicroBenchmark
{
    /// <summary>Runs them; returns 1 if one of them could not be measured.</summary>
    /// <param name="args">Options of BenchmarkDotNet, such as <c>--job short</c> or <c>--filter *Softmax*</c>.</param>
    public static int Run(string[] args)
    {
        var summary = BenchmarkRunner.Run<KernelBenchmarks>(args: args);
        return summary is null || summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
    }
}
