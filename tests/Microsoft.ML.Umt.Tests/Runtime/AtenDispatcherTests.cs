using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Runtime;

public class AtenDispatcherTests
{
    public AtenDispatcherTests() => NativeRuntime.EnsureLoaded();

    [Fact]
    public void OperatorsTakeTensorsAndReturnThem()
    {
        using var scope = NewDisposeScope();
        var x = randn(3, 4);

        Assert.True(Close.Same(Relu(x), x.relu()));
    }

    [Fact]
    public void OperatorsAreDifferentiable()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { -1, 2 }).requires_grad_();

        Relu(x).sum().backward();

        Assert.Equal([0f, 1f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void ResultsBelongToTheDisposeScopeAndArgumentsToTheCaller()
    {
        using var outer = NewDisposeScope();
        var x = randn(3);
        Tensor result;
        using (NewDisposeScope())
        {
            result = Relu(x);
        }

        Assert.True(result.IsInvalid);
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void NothingLeaksNatively()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var weight = randn(32, 64);
        var x = randn(8, 64);
        var bias = zeros(32);
        using var packed = AtenLinear.Pack(weight, 8);
        void Many(int count)
        {
            for (var i = 0; i < count; i++)
            {
                AtenLinear.Apply(x, packed, bias, LinearActivation.Gelu).Dispose();
            }
        }

        Many(2000);
        long Growth()
        {
            var before = Environment.WorkingSet;
            Many(40_000);
            return Environment.WorkingSet - before;
        }

        // One kept string, list or tensor handle a call would be 40,000 times 32 bytes or more; a kept result 40 MB.
        // A leak shows in every round, the memory of tests that run beside this one does not.
        Assert.InRange(Enumerable.Range(0, 5).Min(_ => Growth()), long.MinValue, 12L << 20);
    }

    [Fact]
    public void FailuresNameTheOperator()
    {
        using var scope = NewDisposeScope();
        var left = zeros(2, 3);

        var missing = Assert.Throws<InvalidOperationException>(() => Call("aten::no_such_operator", left));
        Assert.Contains("aten::no_such_operator", missing.Message);
        var refused = Assert.Throws<InvalidOperationException>(() => Product(left, left));
        Assert.Contains("aten::mm", refused.Message);
    }

    [Fact]
    public void MissingExportsAreNamed()
    {
        Assert.False(AtenLibrary.TryGetExport("no_such_export", out _));
        var error = Assert.Throws<NotSupportedException>(() => AtenLibrary.GetExport("no_such_export", "this test"));
        Assert.Contains("no_such_export", error.Message);
        Assert.Contains("this test", error.Message);
    }

    [Fact]
    public void PackedLinearsEqualPlainOnes()
    {
        Assert.True(AtenLinear.IsAvailable(ScalarType.Float32));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var rows in new[] { 1, 7, 64, 100 })
        {
            var (x, weight, bias) = (randn(rows, 48), randn(40, 48), randn(40));
            var packed = AtenLinear.Pack(weight, 64);
            var plain = nn.functional.linear(x, weight, bias);

            Assert.True(AtenLinear.Apply(x, packed, bias).allclose(plain, 1e-5, 1e-5));
            Assert.True(AtenLinear.Apply(x, packed, bias, LinearActivation.Gelu).allclose(plain.gelu(), 1e-5, 1e-5));
            Assert.True(AtenLinear.Apply(x, packed, bias, LinearActivation.Silu).allclose(plain * plain.sigmoid(), 1e-5, 1e-5));
            Assert.True(AtenLinear.Apply(x, packed, null).allclose(nn.functional.linear(x, weight), 1e-5, 1e-5));
        }
    }

    [Fact]
    public void FusedAdamWEqualsTorchSharps()
    {
        Assert.True(AtenOptimizer.IsAdamWAvailable);
        using var scope = NewDisposeScope();
        var start = new[] { randn(5, 3), randn(4) };
        var reference = start.Select(t => new TorchSharp.Modules.Parameter(t.clone())).ToArray();
        var mine = start.Select(t => t.clone()).ToArray();
        var (first, second) = (mine.Select(t => zeros_like(t)).ToArray(), mine.Select(t => zeros_like(t)).ToArray());
        using var optimizer = optim.AdamW(reference, lr: 1e-2, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.05);
        for (var step = 1; step <= 5; step++)
        {
            var gradients = start.Select(t => randn_like(t)).ToArray();
            for (var i = 0; i < reference.Length; i++)
            {
                reference[i].grad = gradients[i].clone();
            }

            optimizer.step();
            using var noGrad = no_grad();
            var steps = mine.Select(_ => tensor((float)step)).ToArray();
            AtenOptimizer.AdamW(mine, gradients, first, second, steps, 1e-2, 0.9, 0.95, 0.05, 1e-8);
        }

        for (var i = 0; i < mine.Length; i++)
        {
            Assert.True(mine[i].allclose(reference[i], 1e-5, 1e-6));
        }
    }

    [Fact]
    public void GradientScalingFindsInfinity()
    {
        using var scope = NewDisposeScope();
        var gradients = new[] { tensor(new float[] { 8, 16 }), tensor(new[] { float.PositiveInfinity }) };
        var (found, scale, tracker) = (zeros([]), tensor(8f), zeros([], dtype: ScalarType.Int32));

        AtenGradientScaling.UnscaleAndCheck([gradients[0]], found, tensor(0.125f));
        Assert.Equal([1f, 2f], gradients[0].data<float>().ToArray());
        Assert.Equal(0, found.item<float>());
        AtenGradientScaling.UpdateScale(scale, tracker, found, 2, 0.5, 2);
        AtenGradientScaling.UpdateScale(scale, tracker, found, 2, 0.5, 2);
        Assert.Equal(16, scale.item<float>());
        AtenGradientScaling.UnscaleAndCheck(gradients, found, tensor(1f));
        AtenGradientScaling.UpdateScale(scale, tracker, found, 2, 0.5, 2);
        Assert.Equal(8, scale.item<float>());
    }

    private static Tensor Relu(Tensor x) => Call("aten::relu", x);

    private static Tensor Call(string name, Tensor x)
    {
        var arguments = new AtenArguments(stackalloc ulong[1]);
        arguments.Add(x);
        return AtenDispatcher.InvokeTensor(name, "", ref arguments);
    }

    private static Tensor Product(Tensor left, Tensor right)
    {
        var arguments = new AtenArguments(stackalloc ulong[2]);
        arguments.Add(left);
        arguments.Add(right);
        return AtenDispatcher.InvokeTensor("aten::mm", "", ref arguments);
    }
}
