using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class ClassificationLossTests
{
    public ClassificationLossTests() => NativeRuntime.EnsureLoaded();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void CrossEntropyEqualsTorch(double smoothing)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(1, CPU);
        var logits = randn([6, 4], generator: random);
        var labels = tensor(new long[] { 0, 3, 1, 1, 2, 0 });
        var expected = nn.functional.cross_entropy(logits, labels, label_smoothing: smoothing).item<float>();
        Assert.Equal(expected, ClassificationLoss.CrossEntropy(logits, labels, smoothing).item<float>(), 1e-6);

        var targets = nn.functional.one_hot(labels, 4).to(ScalarType.Float32) * (1 - smoothing) + smoothing / 4;
        Assert.Equal(expected, ClassificationLoss.SoftTarget(logits, targets).item<float>(), 1e-6);
    }

    [Fact]
    public void ClassWeightsEqualTorch()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2, CPU);
        var logits = randn([5, 3], generator: random);
        var labels = tensor(new long[] { 0, 0, 0, 1, 2 });
        var weights = tensor(ClassWeights.Balanced([3, 1, 1]));
        var expected = nn.functional.cross_entropy(logits, labels, weights).item<float>();
        Assert.Equal(expected, ClassificationLoss.CrossEntropy(logits, labels, classWeights: weights).item<float>(), 1e-6);
        var oneHot = nn.functional.one_hot(labels, 3).to(ScalarType.Float32);
        Assert.Equal(expected, ClassificationLoss.SoftTarget(logits, oneHot, weights).item<float>(), 1e-6);
    }

    [Fact]
    public void BalancedWeightsAverageToOneOverTheSamples()
    {
        long[] counts = [30, 5, 0, 1];
        var weights = ClassWeights.Balanced(counts);
        Assert.Equal(36, counts.Zip(weights, (n, w) => n * (double)w).Sum(), 1e-5);
        Assert.Equal(0, weights[2]);
    }
}
