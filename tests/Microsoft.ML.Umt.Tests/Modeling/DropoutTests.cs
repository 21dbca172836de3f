using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Dropout: how much it drops, that what is dropped depends on nothing but the model's generator, and the bits that GPUs make themselves.</summary>
public class DropoutTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void It_drops_the_given_share_and_keeps_the_mean(double rate)
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var random = new ModuleRandom(3);
        var dropped = random.Dropout(ones(400, 500), rate);
        Assert.Equal(rate, (dropped == 0).to(ScalarType.Float32).mean().item<float>(), 0.005);
        Assert.Equal(1, dropped.mean().item<float>(), 0.01);
        Assert.Equal(1 / (1 - rate), dropped.max().item<float>(), 1e-6);
        Assert.Equal(ScalarType.BFloat16, random.Dropout(ones(8, 8).to(ScalarType.BFloat16), rate).dtype);
    }

    [Fact]
    public void A_restored_generator_drops_the_same()
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var random = new ModuleRandom(3);
        var state = random.GetState();
        var first = random.Dropout(ones(64, 64), 0.3);
        var second = random.Dropout(ones(64, 64), 0.3);
        random.SetState(state);
        Near.Equal(first, random.Dropout(ones(64, 64), 0.3), 0, "again");
        Assert.NotEqual(0, (first - second).abs().sum().item<float>());
    }

    [Fact]
    public void Bits_of_the_device_are_as_often_true_as_asked_whatever_the_seed_and_do_not_hang_together()
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        foreach (var seed in new[] { 0, 1, 2, -5, int.MaxValue, int.MinValue })
        {
            foreach (var probability in new[] { 0.0, 0.1, 0.9, 1.0 })
                Assert.Equal(probability, Share(DeviceNoise.Chance([1000, 301], probability, seed, CPU)), 0.004);
            var bits = DeviceNoise.Chance([300_000], 0.5, seed, CPU).to(ScalarType.Float32) - 0.5;
            foreach (var distance in new[] { 1, 2, 3, 64, 768 })
                Assert.Equal(0, (bits.narrow(0, 0, 290_000) * bits.narrow(0, distance, 290_000)).mean().item<float>() * 4, 0.01);
            var next = DeviceNoise.Chance([300_000], 0.5, seed == int.MaxValue ? 7 : seed + 1, CPU).to(ScalarType.Float32) - 0.5;
            Assert.Equal(0, (bits * next).mean().item<float>() * 4, 0.01);
        }
    }

    private static double Share(Tensor mask) => mask.to(ScalarType.Float32).mean().item<float>();
}
