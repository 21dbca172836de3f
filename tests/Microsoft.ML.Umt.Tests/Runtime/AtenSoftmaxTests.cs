using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class AtenSoftmaxTests
{
    public AtenSoftmaxTests() => NativeRuntime.EnsureLoaded();

    public static TheoryData<int> Lengths => [1, 2, 9, 15, 16, 17, 31, 32, 33, 47, 48, 50, 63, 64, 65, 196, 197, 392, 1568, 3136];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void EqualsSoftmaxInFloat32(int length)
    {
        using var scope = NewDisposeScope();
        foreach (var spread in new[] { 0.1, 3, 40 })
        {
            var scores = (randn(7, 13, length) * spread).to_type(ScalarType.BFloat16);
            var expected = scores.to_type(ScalarType.Float32).softmax(-1);

            BFloat16Softmax.ApplyInPlace(scores);

            // Half a unit in the last of bfloat16's eight digits, and the polynomial's error.
            var error = ((scores.to_type(ScalarType.Float32) - expected).abs() / (expected + 1e-30)).max().item<float>();
            Assert.InRange(error, 0, 1 / 256.0 + 1e-4);
        }
    }

    [Fact]
    public void RowsAreIndependentOfTheirNumber()
    {
        using var scope = NewDisposeScope();
        var many = randn(5000, 197).to_type(ScalarType.BFloat16);
        var one = many.narrow(0, 4321, 1).clone();

        BFloat16Softmax.ApplyInPlace(many);
        BFloat16Softmax.ApplyInPlace(one);

        Assert.True(Close.Same(many.narrow(0, 4321, 1), one));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(37)]
    public void MaskedScoresGetNothing(int length)
    {
        using var scope = NewDisposeScope();
        var scores = randn(3, length);
        scores[1, length - 1] = float.NegativeInfinity;
        scores[1, 0] = float.NegativeInfinity;
        var low = scores.to_type(ScalarType.BFloat16);

        BFloat16Softmax.ApplyInPlace(low);

        var result = low.to_type(ScalarType.Float32);
        Assert.Equal(0, result[1, length - 1].item<float>());
        Assert.Equal(0, result[1, 0].item<float>());
        Assert.InRange(result.sum(1).min().item<float>(), 0.98, 1.02);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void WhatIsNotANumberStaysVisible(float value)
    {
        using var scope = NewDisposeScope();
        foreach (var place in new[] { 0, 20, 36 })
        {
            var scores = zeros(2, 37);
            scores[0, place] = value;
            var low = scores.to_type(ScalarType.BFloat16);

            BFloat16Softmax.ApplyInPlace(low);

            Assert.True(low[0].isnan().any().item<bool>());
            Assert.False(low[1].isnan().any().item<bool>());
        }
    }

    [Fact]
    public void OtherLayoutsAndTypesGoThroughLibtorch()
    {
        using var scope = NewDisposeScope();
        var transposed = randn(40, 30).to_type(ScalarType.BFloat16).t();
        var single = randn(40, 30);
        var (expectedTransposed, expectedSingle) = (transposed.softmax(-1), single.softmax(-1));

        BFloat16Softmax.ApplyInPlace(transposed);
        BFloat16Softmax.ApplyInPlace(single);

        Assert.True(Close.Same(transposed, expectedTransposed));
        Assert.True(Close.Same(single, expectedSingle));
    }

    [Fact]
    public void EmptyTensorsAreFine()
    {
        using var scope = NewDisposeScope();
        BFloat16Softmax.ApplyInPlace(empty([0, 8], dtype: ScalarType.BFloat16));
        BFloat16Softmax.ApplyInPlace(empty([8, 0], dtype: ScalarType.BFloat16));
    }
}
