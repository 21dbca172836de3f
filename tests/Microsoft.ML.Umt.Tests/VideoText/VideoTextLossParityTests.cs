using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.VideoText;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The four losses of the reference, with its choices of masks, wrong pairs and hidden words, and every gradient.</summary>
public class VideoTextLossParityTests
{
    private const double ForwardTolerance = VideoTextModelParityTests.ForwardTolerance;
    private const double GradientTolerance = 1e-4;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void All_losses_and_every_gradient_match(int recomputedBlocks)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        using var gradients = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Gradients));
        var t = expected.Tensors;
        var config = MultiFixture.Pretraining();
        // Activation checkpointing works in training mode only, so dropout is off.
        using var model = MultiFixture.Model(config with
        {
            Vision = config.Vision with { CheckpointedBlocks = recomputedBlocks },
            Text = config.Text with { DropRate = 0, AttentionDropRate = 0 },
        });
        model.train(recomputedBlocks > 0);
        using var teacher = MultiFixture.LoadTeacher();
        var losses = new VideoTextObjective(model, teacher, Options()).Compute(Input(t), Draws(t), new Random(1));
        losses.Total.backward();

        Near.Equal(t["out.loss_uta"], losses.Alignment!, ForwardTolerance, "alignment");
        Near.Equal(t["out.loss_vtc"], losses.Contrastive!, ForwardTolerance, "contrastive");
        Near.Equal(t["out.loss_vtm"], losses.Matching!, ForwardTolerance, "matching");
        Near.Equal(t["out.loss_mlm"], losses.MaskedLanguage!, ForwardTolerance, "masked language");
        Near.Equal(t["out.loss_sum"], losses.Total, ForwardTolerance, "sum");
        Assert.Equal(MatchingOutcome.Computed, losses.MatchingOutcome);

        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Keys.Select(key => key["grad.".Length..]).Order(), parameters.Where(p => p.Value.grad is not null).Select(p => p.Key).Order());
        // Relative to the parameter's largest gradient, which for those that cancel (keys' biases) is noise: hence the floor.
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!, GradientTolerance, name, floor: 1e-2);
    }

    [Fact]
    public void The_other_alignment_losses_and_the_losses_of_unmasked_clips_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        using var model = MultiFixture.Model();
        using var teacher = MultiFixture.LoadTeacher();
        foreach (var name in t.Keys.Where(key => key.StartsWith("out.loss_uta_", StringComparison.Ordinal)))
        {
            var parts = name["out.loss_uta_".Length..].Split('_', 2);
            var objective = new VideoTextObjective(model, teacher, Options() with
            {
                Weights = new() { Contrastive = 0, Matching = 0, MaskedLanguage = 0 },
                AlignmentNorm = parts[0] == "l2" ? FeatureNorm.L2 : FeatureNorm.None,
                AlignmentLoss = parts[1] switch { "l2" => AlignmentLossKind.L2, "mse" => AlignmentLossKind.MeanSquaredError, _ => AlignmentLossKind.SmoothL1 },
            });
            Near.Equal(t[name], objective.Compute(Input(t), Draws(t), new Random(1)).Alignment!, ForwardTolerance, name);
        }
        var whole = new VideoTextObjective(model, null, Options() with { Weights = VideoTextLossWeights.Finetuning }).Compute(Input(t), Draws(t), new Random(1));
        Near.Equal(t["out.loss_vtc_test"], whole.Contrastive!, ForwardTolerance, "contrastive, unmasked");
        Near.Equal(t["out.loss_vtm_test"], whole.Matching!, ForwardTolerance, "matching, unmasked");
        Assert.Null(whole.Alignment);
        Assert.Null(whole.MaskedLanguage);

        var batch = (int)t["input.idx"].shape[0];
        var diagonal = VideoTextContrastiveLoss.Compute(t["out.sim_v2t_masked"], PairIdentities.AllDifferent(batch));
        Near.Equal(t["out.loss_vtc_no_idx"], diagonal, ForwardTolerance, "contrastive without numbers");
    }

    [Fact]
    public void The_weights_of_wrong_pairs_match()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        var identities = PairIdentities.Of(t["input.idx"].data<long>());
        var similarity = t["out.sim_v2t_masked"];
        Near.Equal(t["out.vtm_weights_text_to_video"], HardNegatives.LogWeights(similarity.t(), identities).exp(), ForwardTolerance, "videos for texts");
        Near.Equal(t["out.vtm_weights_video_to_text"], HardNegatives.LogWeights(similarity, identities).exp(), ForwardTolerance, "texts for videos");
    }

    internal static VideoTextObjectiveOptions Options()
    {
        var weights = MultiFixture.Config.GetProperty("loss_weights");
        return new()
        {
            Weights = new()
            {
                Alignment = weights.GetProperty("uta").GetDouble(),
                Contrastive = weights.GetProperty("vtc").GetDouble(),
                Matching = weights.GetProperty("vtm").GetDouble(),
                MaskedLanguage = weights.GetProperty("mlm").GetDouble(),
            },
            AlignmentNorm = MultiFixture.Config.GetProperty("uta_norm").GetString() == "l2" ? FeatureNorm.L2 : FeatureNorm.None,
            AlignmentLoss = MultiFixture.Config.GetProperty("uta_loss").GetString() switch
            {
                "l2" => AlignmentLossKind.L2,
                "mse" => AlignmentLossKind.MeanSquaredError,
                _ => AlignmentLossKind.SmoothL1,
            },
        };
    }

    internal static VideoTextInput Input(IReadOnlyDictionary<string, Tensor> t) => new(
        MultiFixture.Clips(t["input.video"]), t["input.text_ids"], t["input.text_mask"], PairIdentities.Of(t["input.idx"].data<long>()));

    internal static VideoTextDraws Draws(IReadOnlyDictionary<string, Tensor> t) => new()
    {
        Visible = TokenGather.VisibleIndices(t["input.mask"], VideoTextModelParityTests.Visible(t["out.vision_embeds_masked"])),
        VideoNegatives = t["input.vision_neg_indices"],
        TextNegatives = t["input.text_neg_indices"],
        Words = new MaskedWords(t["input.mlm_ids"], t["input.mlm_labels"]),
    };
}
