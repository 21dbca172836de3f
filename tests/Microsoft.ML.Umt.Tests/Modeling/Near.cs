using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Comparisons of tensors, relative to the largest expected value.</summary>
internal static class Near
{
    public static void Equal(Tensor expected, Tensor actual, double tolerance, string what, double floor = 1e-6)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: expected shape [{string.Join(", ", expected.shape)}], found [{string.Join(", ", actual.shape)}]");
        double scale = Math.Max(expected.numel() == 0 ? 0 : expected.abs().max().to_type(ScalarType.Float64).item<double>(), floor);
        double difference = expected.numel() == 0 ? 0 : (expected - actual).abs().max().to_type(ScalarType.Float64).item<double>();
        Assert.True(difference <= tolerance * scale, $"{what}: largest difference {difference:E2} against a largest value of {scale:E2}, allowed {tolerance:E0} of it");
    }

    public static void Equal(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected}, found {actual}");
}
