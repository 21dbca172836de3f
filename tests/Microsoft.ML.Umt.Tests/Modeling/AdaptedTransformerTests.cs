using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Low-rank adapters: they begin as nothing, only they and the head learn, and merged into the weights they leave no trace.</summary>
public sealed class AdaptedTransformerTests : IDisposable
{
    private static readonly VideoTransformerConfig Config = new()
    {
        ImageSize = 32,
        PatchSize = 16,
        Frames = 4,
        TubeletSize = 2,
        Width = 24,
        Depth = 3,
        Heads = 3,
        Classes = 5,
        HeadInitScale = 1,
        Positions = PositionTable.Plain,
    };

    private static readonly AdapterOptions Adapter = new(Rank: 4, Alpha: 8, DropRate: 0);

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void At_first_it_is_the_plain_network()
    {
        using var plain = new VideoTransformer(Config, seed: 1);
        plain.eval();
        var expected = plain.call(Clips());
        using var adapted = new AdaptedTransformer(plain, Adapter);
        adapted.eval();
        Near.Equal(expected, adapted.call(Clips()), 1e-7, "logits");
    }

    [Fact]
    public void Merged_equals_unmerged()
    {
        using var plain = new VideoTransformer(Config, seed: 1);
        using var adapted = new AdaptedTransformer(plain, Adapter);
        Disturb(adapted);
        adapted.eval();
        var before = plain.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var expected = adapted.call(Clips()).detach();
        adapted.Merge();
        Near.Equal(expected, plain.call(Clips()).detach(), 1e-5, "logits");
        foreach (var (name, value) in plain.state_dict())
        {
            var changed = !value.Equals(before[name]);
            Assert.Equal(name.EndsWith("attn.qkv.weight", StringComparison.Ordinal) || name.EndsWith("attn.proj.weight", StringComparison.Ordinal), changed);
        }
        // The key's third of the fused projection stays.
        Assert.Equal(before["blocks.1.attn.qkv.weight"][24..48], plain.blocks[1].attn.qkv.weight![24..48]);
        // A plain network takes the weights, and all of them learn again.
        using var copy = new VideoTransformer(Config, seed: 2);
        copy.eval();
        copy.load_state_dict(plain.state_dict());
        Near.Equal(expected, copy.call(Clips()), 1e-5, "logits of a copy");
        Assert.All(plain.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Only_adapters_norm_and_head_learn()
    {
        using var plain = new VideoTransformer(Config, seed: 1);
        using var adapted = new AdaptedTransformer(plain, Adapter);
        Disturb(adapted);
        adapted.train();
        adapted.call(Clips()).square().mean().backward();
        Assert.All(adapted.named_parameters(), entry => Assert.True(entry.parameter.grad!.abs().sum().item<float>() > 0, entry.name));
        Assert.All(plain.blocks.SelectMany(block => block.parameters()), parameter => Assert.Null(parameter.grad));
        Assert.Null(plain.patch_embed.parameters().First().grad);
        Assert.Equal(["adapters", "fc_norm", "head"], adapted.state_dict().Keys.Select(key => key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal));
        // 3 layers of 3 pairs of rank 4, the norm, the head.
        Assert.Equal(3 * 3 * 2 * 4 * 24 + 2 * 24 + 5 * 24 + 5, adapted.parameters().Sum(parameter => parameter.numel()));
    }

    [Fact]
    public void B16_learns_one_percent_of_its_parameters()
    {
        var config = new VideoTransformerConfig { Classes = 400 };
        long all = 85_637_376 + 769 * 400, adapters = 12L * 3 * 2 * 8 * 768;
        Assert.Equal(442_368, adapters);
        Assert.True(adapters + 2 * 768 + 769 * 400 < all / 100);
        Assert.Equal(12, config.Depth);
    }

    [Fact]
    public void Gradients_are_those_of_differences()
    {
        using var plain = new VideoTransformer(Config, seed: 1);
        using var adapted = new AdaptedTransformer(plain, Adapter);
        Disturb(adapted);
        adapted.eval();
        var clips = Clips();
        using var random = new Generator(9, CPU);
        Tensor Loss() => adapted.call(clips).to(ScalarType.Float64).sin().sum();
        Loss().backward();
        foreach (var (name, parameter) in adapted.named_parameters())
        {
            var direction = randn(parameter.shape, generator: random);
            var slope = (parameter.grad! * direction).sum().item<float>();
            double At(double step)
            {
                using var _ = no_grad();
                parameter.add_(direction * step);
                var value = Loss().item<double>();
                parameter.sub_(direction * step);
                return value;
            }
            // Small enough for the curvature, large enough for float32.
            var measured = (At(2e-3) - At(-2e-3)) / 4e-3;
            Assert.True(Math.Abs(measured - slope) <= 0.01 * Math.Abs(slope) + 2e-3, $"{name}: slope {slope}, measured {measured}");
        }
    }

    [Fact]
    public void Recomputed_blocks_and_dropout_give_the_same_gradients()
    {
        Dictionary<string, Tensor> Gradients(int recomputed)
        {
            using var plain = new VideoTransformer(Config with { CheckpointedBlocks = recomputed, DropPathRate = 0.3 }, seed: 1);
            using var adapted = new AdaptedTransformer(plain, Adapter with { DropRate = 0.2 });
            Disturb(adapted);
            adapted.train();
            plain.SeedRandomness(4);
            adapted.call(Clips()).square().mean().backward();
            return adapted.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.clone());
        }
        var expected = Gradients(0);
        foreach (var (name, gradient) in Gradients(3))
            Near.Equal(expected[name], gradient, 1e-5, name);
    }

    [Fact]
    public void Training_it_moves_nothing_else_and_disposing_leaves_the_network()
    {
        using var plain = new VideoTransformer(Config, seed: 1);
        var frozen = plain.blocks[0].mlp.parameters().First().clone();
        using (var adapted = new AdaptedTransformer(plain, Adapter))
        {
            using var optimizer = new AdamW(ParameterGroups.Build(adapted.named_parameters(), 0.05));
            adapted.call(Clips()).square().mean().backward();
            optimizer.Step(0.01);
            Assert.NotEqual(0, adapted.adapters[0].query.up.abs().sum().item<float>());
        }
        Assert.Equal(frozen, plain.blocks[0].mlp.parameters().First());
        Assert.Null(plain.blocks[0].attn.Adapter);
        plain.eval();
        Assert.Equal([2, 5], plain.call(Clips()).shape);
    }

    private static Tensor Clips()
    {
        using var random = new Generator(3, CPU);
        return randn([2, 3, 4, 32, 32], generator: random);
    }

    /// <summary>Numbers in place of the zeros that adapters begin with.</summary>
    private static void Disturb(AdaptedTransformer adapted)
    {
        using var noGrad = no_grad();
        using var random = new Generator(5, CPU);
        foreach (var adapter in adapted.adapters)
        {
            foreach (var addition in (LowRankLinear[])[adapter.query, adapter.value, adapter.output])
                addition.up.uniform_(-0.3, 0.3, random);
        }
    }
}
