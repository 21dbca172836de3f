using System.Text.Json;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>CLIP teachers of full size and the UMT-B student with filled weights.</summary>
public class FullSizePretrainingTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Teachers => FixtureData.Rows("full_size", "clip_*.safetensors");

    [Theory]
    [MemberData(nameof(Teachers))]
    public void Teacher_outputs_and_attention_match(string file)
    {
        using var scope = NewDisposeScope();
        var config = FixtureData.Config(file);
        using var expected = SafetensorsFile.Read(FixtureData.Path(file));
        var (features, attention) = RunTeacher(config);
        Near.Equal(expected.Tensors["out.sample"], Sample(features, config, "out"), Tolerance, $"{file} features");
        Near.Equal(expected.Tensors["attn"], attention, Tolerance, $"{file} attention");
    }

    [Fact]
    public void The_base_student_and_its_loss_match()
    {
        const string File = "full_size/pretrain_umt_base.safetensors";
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var config = FixtureData.Config(File);
        using var expected = SafetensorsFile.Read(FixtureData.Path(File));
        using var student = new MaskedVideoTransformer(new MaskedVideoTransformerConfig());
        FillRule.Fill(student, keepPositions: false);
        student.eval();
        int frames = config.GetProperty("num_frames").GetInt32();
        var visible = TokenGather.VisibleIndices(expected.Tensors["input.mask"], frames * config.GetProperty("visible_per_frame").GetInt32());
        var output = student.call(FillRule.Input("input.video", 1, 3, frames, 224, 224), visible);
        Near.Equal(expected.Tensors["student_out.sample"], Sample(output, config, "student_out"), Tolerance, "student");

        var targets = TokenGather.Take(RunTeacher(FixtureData.Config("full_size/clip_b16_224.safetensors")).Features, visible);
        Near.Equal(expected.Tensors["targets.sample"], Sample(targets, config, "targets"), Tolerance, "targets");
        Near.Equal(expected.Tensors["loss_l2"], AlignmentLoss.Compute(output, targets, AlignmentLossKind.L2), Tolerance, "loss");
    }

    private static (Tensor Features, Tensor Attention) RunTeacher(JsonElement config)
    {
        var preset = config.GetProperty("entry").GetString()!.Contains("b16") ? ClipVisionConfig.B16 : ClipVisionConfig.L14;
        int size = config.GetProperty("input_resolution").GetInt32();
        using var teacher = new ClipVisionTransformer(preset with
        {
            ImageSize = size,
            ReturnedLayers = config.GetProperty("clip_return_layer").GetInt32(),
            LayerInterval = config.GetProperty("clip_return_interval").GetDouble(),
        });
        FillRule.Fill(teacher, keepPositions: false);
        return teacher.call(FillRule.Input("input.video", 1, 3, config.GetProperty("frames").GetInt32(), size, size));
    }

    private static Tensor Sample(Tensor values, JsonElement config, string output)
    {
        var described = config.GetProperty("outputs").GetProperty(output);
        var flat = values.flatten();
        return flat.slice(0, 0, flat.shape[0], described.GetProperty("stride").GetInt64()).slice(0, 0, described.GetProperty("count").GetInt64(), 1);
    }
}
