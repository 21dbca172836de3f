using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Options, sizes, initial weights and the goldens of the specification's appendix that need no files.</summary>
public class VideoTransformerTests
{
    private static readonly VideoTransformerConfig Small = new()
    {
        ImageSize = 32,
        PatchSize = 8,
        Width = 16,
        Depth = 2,
        Heads = 2,
        Frames = 2,
        Classes = 5,
    };

    [Fact]
    public void Appendix_A4_tiny_finetune()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = new VideoTransformer(Small);
        int k = 0;
        foreach (var (name, target) in model.state_dict().Where(pair => pair.Key != "pos_embed"))
        {
            var values = new float[target.numel()];
            for (int i = 0; i < values.Length; i++)
                values[i] = (float)(0.1 * Math.Sin(0.7 * i + 1.3 * k) + (name.EndsWith(".weight") && target.Dimensions == 1 ? 1 : 0));
            target.copy_(tensor(values, target.shape));
            k++;
        }
        model.eval();
        var video = tensor([.. Enumerable.Range(0, 2 * 3 * 2 * 32 * 32).Select(i => (float)Math.Sin(0.013 * i))], [2, 3, 2, 32, 32]);

        Near.Equal(68.40993731, model.Positions.sum().item<float>(), 1e-6, "sum of the position table");
        Near.Equal(tensor(new[] { -.81671113f, .15841967f, -.01077999f, -.85982597f }), model.Positions[0][0].narrow(0, 0, 4), 1e-5, "first position");
        var expected = tensor(new[,]
        {
            { -.71033973f, -.38902404f, .53456825f, .52095872f, -.43541396f },
            { -.71770102f, -.39245066f, .54053825f, .52680928f, -.43900859f },
        });
        Near.Equal(expected, model.call(video), 1e-5, "logits");
    }

    [Fact]
    public void Published_sizes_have_the_published_counts()
    {
        using var scope = NewDisposeScope();
        using var model = new VideoTransformer(new VideoTransformerConfig(), seed: 1);
        Assert.Equal(162, model.state_dict().Count);
        Assert.Equal(85_637_376 + 769 * 400, model.parameters().Sum(parameter => parameter.numel()));
        Assert.Equal(358.9e9, model.EstimateFlops(), 0.1e9);
        Assert.Equal(2 * 596e9, ModelPresets.Get("umt-l16").EstimateFlops(), 2e9);
    }

    [Fact]
    public void Sixteen_frames_put_the_position_table_first_in_the_state_dict_without_training_it()
    {
        using var scope = NewDisposeScope();
        using var model = new VideoTransformer(Small with { Frames = 4 });
        Assert.Equal("pos_embed", model.state_dict().Keys.First());
        model.call(rand([1, 3, 4, 32, 32])).sum().backward();
        Assert.Null(model.pos_embed!.grad);
    }

    [Fact]
    public void Learnable_positions_are_trained()
    {
        using var scope = NewDisposeScope();
        using var model = new VideoTransformer(Small with { Positions = PositionTable.Learnable, HeadInitScale = 1 }, seed: 1);
        model.call(rand([1, 3, 2, 32, 32])).sum().backward();
        Assert.True(model.pos_embed!.grad!.abs().max().item<float>() > 0);
    }

    [Fact]
    public void Options_add_and_remove_the_reference_s_parameters()
    {
        using var model = new VideoTransformer(Small with { LayerScale = 0.1, QkvBias = false, Pooling = TokenPooling.FirstToken, Positions = PositionTable.Plain });
        string[] keys = [.. model.state_dict().Keys];
        Assert.Equal(["patch_embed.proj.weight", "patch_embed.proj.bias", "blocks.0.gamma_1", "blocks.0.gamma_2", "blocks.0.norm1.weight"], keys[..5]);
        Assert.DoesNotContain(keys, key => key.Contains("bias") && key.Contains("attn.") && !key.Contains("proj"));
        Assert.Contains("norm.weight", keys);
        Assert.DoesNotContain("fc_norm.weight", keys);
    }

    [Fact]
    public void Initial_weights_follow_the_authors_rules_and_the_seed()
    {
        using var scope = NewDisposeScope();
        var config = Small with { Width = 64, Heads = 4 };
        using var one = new VideoTransformer(config, seed: 5);
        using var two = new VideoTransformer(config, seed: 5);
        foreach (var (name, tensor) in one.state_dict())
            Near.Equal(tensor, two.state_dict()[name], 0, name);

        var block = one.blocks[0];
        Assert.Equal(0.02, block.mlp.fc1.weight!.std().item<float>(), 0.001);
        Assert.Equal(0, block.mlp.fc1.bias!.abs().max().item<float>());
        Assert.Equal(0.02 * 0.001, one.head!.weight!.std().item<float>(), 0.000003);
        double bound = 1 / Math.Sqrt(3 * 8 * 8);
        Assert.InRange(one.patch_embed.proj.weight!.abs().max().item<float>(), 0.95 * bound, bound);
    }

    [Fact]
    public void Random_numbers_come_from_the_model_alone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        float untouched = rand(1).item<float>();
        random.manual_seed(1);
        var config = Small with { DropPathRate = 0.5, DropRate = 0.1, AttentionDropRate = 0.1, HeadDropRate = 0.1 };
        using var model = new VideoTransformer(config, seed: 2);
        var video = ones([4, 3, 2, 32, 32]);
        model.SeedRandomness(7);
        var first = model.ForwardTokens(video);
        model.SeedRandomness(7);
        Assert.True(first.allclose(model.ForwardTokens(video)));
        Assert.False(first.allclose(model.ForwardTokens(video)));
    }

    [Fact]
    public void Activation_checkpointing_replays_random_numbers()
    {
        using var scope = NewDisposeScope();
        var config = Small with { DropPathRate = 0.5, DropRate = 0.2, AttentionDropRate = 0.2, HeadInitScale = 1 };
        using var plain = new VideoTransformer(config, seed: 2);
        using var recomputed = new VideoTransformer(config with { CheckpointedBlocks = 2 }, seed: 2);
        var video = tensor([.. Enumerable.Range(0, 4 * 3 * 2 * 32 * 32).Select(i => (float)Math.Sin(0.013 * i))], [4, 3, 2, 32, 32]);
        foreach (var model in new[] { plain, recomputed })
        {
            // A frozen patch embedding must not cost the blocks their gradients.
            model.patch_embed.proj.weight!.requires_grad_(false);
            model.patch_embed.proj.bias!.requires_grad_(false);
            model.SeedRandomness(3);
            model.call(video).square().sum().backward();
        }
        foreach (var ((name, expected), (_, found)) in plain.named_parameters().Zip(recomputed.named_parameters()))
        {
            Assert.Equal(expected.grad is null, found.grad is null);
            if (expected.grad is not null)
                Near.Equal(expected.grad, found.grad!, 1e-5, name);
        }
    }

    [Fact]
    public void Layers_can_be_read_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = new VideoTransformer(Small, seed: 1);
        model.eval();
        var video = rand([2, 3, 2, 32, 32]);
        Assert.Equal([2, 32, 16], model.ForwardTokens(video, 0).shape);
        Assert.True(model.blocks[1].call(model.ForwardTokens(video, 0)).allclose(model.ForwardTokens(video)));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.ForwardTokens(video, 2));
    }

    [Fact]
    public void Bad_input_and_bad_configurations_say_what_is_wrong()
    {
        using var scope = NewDisposeScope();
        using var model = new VideoTransformer(Small);
        Assert.Contains("[B, 3, 2, 32, 32]", Assert.Throws<ArgumentException>(() => model.call(zeros([1, 3, 4, 32, 32]))).Message);
        Assert.Throws<ArgumentException>(() => model.call(zeros([1, 3, 2, 32, 32], dtype: ScalarType.Byte)));
        Assert.Contains("Heads", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoTransformer(Small with { Heads = 3 })).Message);
        Assert.Contains("PatchSize", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoTransformer(Small with { ImageHeight = 30 })).Message);
        Assert.Contains("TubeletSize", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoTransformer(Small with { TubeletSize = 3 })).Message);
        Assert.Contains("DropPathRate", Assert.Throws<ArgumentOutOfRangeException>(() => new VideoTransformer(Small with { DropPathRate = 1 })).Message);
    }

    [Fact]
    public void Steps_leave_no_tensors_behind()
    {
        using var model = new VideoTransformer(Small with { DropPathRate = 0.2, CheckpointedBlocks = 1 }, seed: 1);
        long live = 0;
        for (int step = 0; step < 6; step++)
        {
            using (var scope = NewDisposeScope())
            {
                model.call(rand([2, 3, 2, 32, 32])).sum().backward();
                model.eval();
                using (no_grad())
                    model.call(rand([2, 3, 2, 32, 32]));
                model.train();
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long now = Tensor.TotalCount;
            if (step == 2)
                live = now;
            else if (step > 2)
                Assert.Equal(live, now);
        }
    }

    [Fact]
    public void Model_moves_between_types_with_its_fixed_table()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = new VideoTransformer(Small with { Positions = PositionTable.Plain }, seed: 1);
        model.to(ScalarType.BFloat16);
        model.eval();
        Assert.Equal(ScalarType.BFloat16, model.call(rand([1, 3, 2, 32, 32]).to(ScalarType.BFloat16)).dtype);
    }

    [Fact]
    public void A_model_outlives_the_scope_it_was_made_in()
    {
        VideoTransformer model;
        using (NewDisposeScope())
            model = new VideoTransformer(Small with { Positions = PositionTable.Plain, LayerScale = 0.1 }, seed: 1);
        using (model)
        using (NewDisposeScope())
            Assert.Equal([1, 5], model.call(rand([1, 3, 2, 32, 32])).shape);
    }
}
