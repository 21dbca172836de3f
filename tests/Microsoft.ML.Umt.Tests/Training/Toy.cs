using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>A small problem with an answer: which of three directions a noisy point lies in.</summary>
internal sealed class Toy : IDisposable
{
    private const int Width = 8;

    public Toy(int samples = 96, int seed = 1)
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed, CPU);
        var centres = randn([3, Width], generator: random) * 2;
        Labels = arange(samples, dtype: ScalarType.Int64).remainder(3).MoveToOuterDisposeScope();
        Inputs = (centres.index_select(0, Labels) + randn([samples, Width], generator: random) * 0.5).MoveToOuterDisposeScope();
    }

    public Tensor Inputs { get; }

    public Tensor Labels { get; }

    public static nn.Module<Tensor, Tensor> Head(int seed = 7)
    {
        NativeRuntime.EnsureLoaded();
        var head = nn.Sequential(("fc1", nn.Linear(Width, 16)), ("act", nn.GELU()), ("fc2", nn.Linear(16, 3)));
        using var noGrad = no_grad();
        using var random = new Generator((ulong)seed, CPU);
        foreach (var parameter in head.parameters())
            parameter.uniform_(-0.3, 0.3, random);
        return head;
    }

    public TensorBatchSource Batches(int size, int? seed = 3) => new(Inputs, Labels, size, seed);

    public static AdamW Optimizer(nn.Module module, double weightDecay = 0.05) => new(ParameterGroups.Build(module.named_parameters(), weightDecay));

    public static float[] Weights(nn.Module module) =>
        module.parameters().SelectMany(p => p.detach().cpu().contiguous().data<float>().ToArray()).ToArray();

    public double Accuracy(nn.Module<Tensor, Tensor> module)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return (module.call(Inputs).argmax(1) == Labels).to(ScalarType.Float32).mean().item<float>();
    }

    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
