using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class AutocastTests
{
    public AutocastTests() => NativeRuntime.EnsureLoaded();

    [Fact]
    public void ProductsAreLowPrecisionAndGradientsAreNot()
    {
        Assert.True(Autocast.IsAvailable);
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(8, 4);
        Tensor output;
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            output = layer.call(randn(2, 8));
        }

        output.sum().backward();

        Assert.Equal(ScalarType.BFloat16, output.dtype);
        Assert.Equal(ScalarType.Float32, layer.weight!.grad!.dtype);
        Assert.Equal(ScalarType.Float32, layer.call(randn(2, 8)).dtype);
    }

    [Fact]
    public void Nests()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(8, 4);
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
            {
                layer.call(randn(2, 8));
            }

            Assert.Equal(ScalarType.BFloat16, layer.call(randn(2, 8)).dtype);
        }

        Assert.Equal(ScalarType.Float32, layer.call(randn(2, 8)).dtype);
    }

    [Fact]
    public void SeesWeightsAsTheyAreAfterAnUpdate()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1, hasBias: false);
        float Run()
        {
            using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
            return layer.call(ones(1, 1)).to_type(ScalarType.Float32).item<float>();
        }

        using (no_grad())
        {
            layer.weight!.fill_(2);
        }

        Assert.Equal(2, Run());
        using (no_grad())
        {
            layer.weight!.fill_(3);
        }

        Assert.Equal(3, Run());
    }

    [Fact]
    public void IsAMatterOfTheThread()
    {
        using var scope = NewDisposeScope();
        using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
        var elsewhere = ScalarType.Byte;
        Exception? refused = null;
        var thread = new Thread(() =>
        {
            using var inner = NewDisposeScope();
            elsewhere = mm(ones(2, 2), ones(2, 2)).dtype;
            refused = Record.Exception(autocast.Dispose);
        });
        thread.Start();
        thread.Join();

        Assert.Equal(ScalarType.Float32, elsewhere);
        Assert.IsType<InvalidOperationException>(refused);
    }

    [Fact]
    public void RefusesOtherTypes()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Autocast(DeviceType.CPU, ScalarType.Float32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Autocast(DeviceType.CPU, ScalarType.Float16));
    }
}
