using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Pretraining;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.VideoText;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The tiny video-text model of the reference: every output of both towers, of fusion and of the heads.</summary>
public class VideoTextModelParityTests
{
    internal const double ForwardTolerance = 1e-5;

    [Fact]
    public void The_state_dict_has_the_reference_s_names_and_shapes()
    {
        using var model = new VideoTextModel(MultiFixture.Pretraining());
        var expected = Shapes(MultiFixture.Weights).Where(t => !t.Name.StartsWith("clip_teacher.", StringComparison.Ordinal));
        Assert.Equal(expected.Order(), model.state_dict().Select(t => (t.Key, string.Join(',', t.Value.shape))).Order());

        using var answers = new QuestionAnsweringModel(MultiFixture.QuestionAnswering());
        Assert.Equal(Shapes(MultiFixture.QuestionWeights).Order(), answers.state_dict().Select(t => (t.Key, string.Join(',', t.Value.shape))).Order());
    }

    [Fact]
    public void Parameters_come_in_the_reference_s_order_and_tied_ones_once()
    {
        using var model = new VideoTextModel(MultiFixture.Pretraining());
        var expected = Shapes(MultiFixture.Weights).Select(t => t.Name).Where(name =>
            !name.StartsWith("clip_teacher.", StringComparison.Ordinal) && !TiedNames.IsSecond(name) && !name.EndsWith("position_ids", StringComparison.Ordinal));
        Assert.Equal(expected, model.named_parameters().Select(p => p.name));
    }

    [Fact]
    public void The_vision_tower_matches_with_and_without_a_mask()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        using var model = MultiFixture.Model();
        var clips = MultiFixture.Clips(t["input.video"]);
        var visible = TokenGather.VisibleIndices(t["input.mask"], Visible(t["out.vision_embeds_masked"]));

        var (tokens, pooled) = model.EncodeVideo(clips);
        Near.Equal(t["out.vision_embeds_test"], tokens, ForwardTolerance, "tokens");
        Near.Equal(t["out.vision_pooled_test"], pooled, ForwardTolerance, "pooled");
        Near.Equal(t["out.vision_proj_test"], model.ProjectVideo(pooled), ForwardTolerance, "projected");
        var (masked, maskedPooled, aligned) = model.EncodeMasked(clips, visible);
        Near.Equal(t["out.vision_embeds_masked"], masked, ForwardTolerance, "visible tokens");
        Near.Equal(t["out.vision_pooled_masked"], maskedPooled, ForwardTolerance, "pooled visible tokens");
        Near.Equal(t["out.vision_proj_masked"], model.ProjectVideo(maskedPooled), ForwardTolerance, "projected visible tokens");
        Near.Equal(t["out.student_out"], aligned!, ForwardTolerance, "decoders");
        Near.Equal(t["pos_table"], model.vision_encoder.encoder.Sinusoid(clips.shape[2], clips), ForwardTolerance, "positions");
    }

    [Fact]
    public void Pictures_match_with_and_without_a_mask()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        using var model = MultiFixture.Model();
        var picture = MultiFixture.Clips(t["input.video"].narrow(1, 0, 1));
        var (batch, frames) = (t["input.video"].shape[0], t["input.video"].shape[1]);
        var firstFrame = t["input.importance"].reshape(batch, frames, -1).select(1, 0);
        var visible = firstFrame.narrow(1, 0, Visible(t["out.image_embeds_masked"])).sort(1).Values;

        var (tokens, pooled) = model.EncodeVideo(picture);
        Near.Equal(t["out.image_embeds_test"], tokens, ForwardTolerance, "tokens");
        Near.Equal(t["out.image_pooled_test"], pooled, ForwardTolerance, "pooled");
        var (masked, maskedPooled, aligned) = model.EncodeMasked(picture, visible);
        Near.Equal(t["out.image_embeds_masked"], masked, ForwardTolerance, "visible tokens");
        Near.Equal(t["out.image_pooled_masked"], maskedPooled, ForwardTolerance, "pooled visible tokens");
        Near.Equal(t["out.image_student_out"], aligned!, ForwardTolerance, "decoders");
        Near.Equal(t["img_pos_table"], model.vision_encoder.encoder.Sinusoid(1, picture), ForwardTolerance, "positions");
        using var teacher = MultiFixture.LoadTeacher();
        Near.Equal(t["out.image_teacher_targets"], TokenGather.Take(teacher.LookEverywhere(picture).Features, visible), ForwardTolerance, "teacher");
    }

    [Fact]
    public void The_text_tower_its_fusion_and_its_heads_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        using var model = MultiFixture.Model();
        var mask = t["input.text_mask"];

        var states = model.EncodeText(t["input.text_ids"], mask);
        Near.Equal(t["out.text_embeds"], states, ForwardTolerance, "text states");
        Near.Equal(t["out.text_pooled"], states.select(1, 0), ForwardTolerance, "pooled text");
        Near.Equal(t["out.text_proj"], model.ProjectText(states), ForwardTolerance, "projected text");
        var tokens = t["out.vision_embeds_test"];
        Near.Equal(t["out.fusion_out"], model.Fuse(states, mask, model.Remember(tokens)), ForwardTolerance, "fusion");
        Near.Equal(t["out.itm_logits"], model.Match(states, mask, tokens), ForwardTolerance, "matching");
        Near.Equal(t["out.multi_modal_out"], model.Text.EncodeWith(t["input.text_ids"], mask, tokens), ForwardTolerance, "multi-modal");

        var masked = model.EncodeText(t["input.mlm_ids"], mask);
        var fused = model.Fuse(masked, mask, model.Remember(t["out.vision_embeds_masked"]));
        Near.Equal(t["out.mlm_logits"], model.PredictWords(fused), ForwardTolerance, "word scores");
    }

    [Fact]
    public void The_teacher_and_the_similarities_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
        var t = expected.Tensors;
        using var teacher = MultiFixture.LoadTeacher();
        var (features, attention) = teacher.LookEverywhere(MultiFixture.Clips(t["input.video"]));
        var visible = TokenGather.VisibleIndices(t["input.mask"], Visible(t["out.vision_embeds_masked"]));
        Near.Equal(t["out.teacher_attn"], attention, ForwardTolerance, "attention");
        Near.Equal(t["out.teacher_targets"], TokenGather.Take(features, visible), ForwardTolerance, "targets");

        var temperature = MultiFixture.Config.GetProperty("temp").GetDouble();
        var cosine = VideoTextSimilarity.Cosine(t["out.vision_proj_test"], t["out.text_proj"]);
        Near.Equal(t["out.sim_v2t_test_no_temp"], cosine, ForwardTolerance, "cosine");
        Near.Equal(t["out.sim_v2t_test"], cosine / temperature, ForwardTolerance, "similarity");
        var masked = VideoTextSimilarity.Cosine(t["out.vision_proj_masked"], t["out.text_proj"]) / temperature;
        Near.Equal(t["out.sim_v2t_masked"], masked, ForwardTolerance, "similarity of masked clips");
    }

    internal static long Visible(Tensor tokens) => tokens.shape[1];

    private static IEnumerable<(string Name, string Shape)> Shapes(string weights) =>
        FixtureData.Manifest.Find(weights).Entry.GetProperty("tensors").EnumerateObject()
            .Select(t => (t.Name, string.Join(',', t.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()))));
}
