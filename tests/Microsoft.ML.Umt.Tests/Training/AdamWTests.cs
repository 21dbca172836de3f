using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Training;

public sealed class AdamWTests
{
    private static readonly double[] Rates = [1e-2, 5e-3, 2e-2, 1e-3, 1e-2, 3e-2];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EqualsTorchSharp(bool fused)
    {
        using var reference = Toy.Head();
        using var theirs = new TorchSharp.Modules.AdamW(
            new List<TorchSharp.Modules.AdamW.ParamGroup>
            {
                new() { Parameters = Part(reference, vectors: true), Options = new() { weight_decay = 0 } },
                new() { Parameters = Part(reference, vectors: false), Options = new() { weight_decay = 0.05 } },
            }, Rates[0], 0.9, 0.95, 1e-8, 0.05);
        using var head = Toy.Head();
        using var ours = new AdamW(ParameterGroups.Build(head.named_parameters(), 0.05), new AdamWOptions(Beta2: 0.95), fused);
        using var toy = new Toy();
        for (var step = 0; step < Rates.Length; step++)
        {
            Backward(reference, toy);
            foreach (var group in theirs.ParamGroups)
                group.LearningRate = Rates[step];
            theirs.step();
            theirs.zero_grad();

            Backward(head, toy);
            ours.Step(Rates[step]);
            ours.ZeroGradients();
            Assert.All(Toy.Weights(reference).Zip(Toy.Weights(head)), pair => Assert.Equal(pair.First, pair.Second, 2e-6));
        }
    }

    [Fact]
    public void TheFusedKernelIsReached()
    {
        NativeRuntime.EnsureLoaded();
        Assert.True(AtenOptimizer.IsAdamWAvailable);
    }

    [Fact]
    public void GroupsScaleTheRateAndFrozenParametersAreLeftOut()
    {
        using var head = Toy.Head();
        head.get_parameter("fc1.weight")!.requires_grad = false;
        var before = head.get_parameter("fc1.weight")!.data<float>().ToArray();
        var groups = ParameterGroups.Build(head.named_parameters(), 0.1);
        Assert.Equal(["layer_0_no_decay", "layer_0_decay"], groups.Select(g => g.Name));
        Assert.Equal(["fc2.weight"], groups[1].Parameters.Select(p => p.Name));
        Assert.Equal((0, 0.1), (groups[0].WeightDecay, groups[1].WeightDecay));

        using var toy = new Toy();
        using var ours = new AdamW(groups.Select(g => g with { LearningRateScale = g.WeightDecay > 0 ? 0 : 1 }).ToArray());
        var still = head.get_parameter("fc2.weight")!.data<float>().ToArray();
        Backward(head, toy);
        ours.Step(0.1);
        Assert.Equal(before, head.get_parameter("fc1.weight")!.data<float>().ToArray());
        Assert.Equal(still, head.get_parameter("fc2.weight")!.data<float>().ToArray());
        Assert.Equal(1, ours.StateOf(head.get_parameter("fc2.bias")!)!.StepCount);
        Assert.Null(ours.StateOf(head.get_parameter("fc1.weight")!));
    }

    private static void Backward(nn.Module<Tensor, Tensor> module, Toy toy)
    {
        using var scope = NewDisposeScope();
        ClassificationLoss.CrossEntropy(module.call(toy.Inputs), toy.Labels).backward();
    }

    private static List<TorchSharp.Modules.Parameter> Part(nn.Module module, bool vectors) =>
        module.parameters().Where(p => p.dim() == 1 == vectors).ToList();
}
