using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>The tiny teacher and student of the reference: outputs, attention, three losses, every gradient.</summary>
public class AlignmentParityTests
{
    private const double ForwardTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    [Fact]
    public void Teacher_features_and_attention_match()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));
        var video = expected.Tensors["input.video"];
        using var teacher = PretrainingFixture.Load(new ClipVisionTransformer(PretrainingFixture.Teacher()), "pretrain_tiny/teacher.weights.safetensors");
        var (features, attention) = teacher.call(video);
        Near.Equal(expected.Tensors["teacher_out"], features, ForwardTolerance, "teacher features");
        Near.Equal(expected.Tensors["teacher_attn"], attention, ForwardTolerance, "class attention");

        using var plain = PretrainingFixture.Load(
            new ClipVisionTransformer(PretrainingFixture.Teacher() with { FeatureNorm = FeatureNorm.None }), "pretrain_tiny/teacher.weights.safetensors");
        Near.Equal(expected.Tensors["teacher_out_unnormalised"], plain.call(video).Features, ForwardTolerance, "unnormalised features");
    }

    [Fact]
    public void The_student_s_state_dict_has_the_reference_s_names_in_order()
    {
        using var student = new MaskedVideoTransformer(PretrainingFixture.Student());
        var tensors = FixtureData.Manifest.Find("pretrain_tiny/student.weights.safetensors").Entry.GetProperty("tensors");
        Assert.Equal(tensors.EnumerateObject().Select(t => t.Name), student.state_dict().Keys);
    }

    [Fact]
    public void Student_outputs_and_losses_match()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));
        var t = expected.Tensors;
        using var student = PretrainingFixture.Load(new MaskedVideoTransformer(PretrainingFixture.Student()), "pretrain_tiny/student.weights.safetensors");
        student.eval();
        var visible = TokenGather.VisibleIndices(t["input.mask"], PretrainingFixture.Visible);

        var encoded = student.Encode(t["input.video"], visible);
        Near.Equal(t["encoder_multi"], encoded, ForwardTolerance, "encoder layers");
        Near.Equal(t["encoder_out"], encoded[^1], ForwardTolerance, "last encoder layer");
        var output = student.call(t["input.video"], visible);
        Near.Equal(t["student_out"], output, ForwardTolerance, "student output");
        var targets = TokenGather.Take(t["teacher_out"], visible);
        Near.Equal(t["targets"], targets, 0, "targets");
        Near.Equal(t["loss_l2"], AlignmentLoss.Compute(output, targets, AlignmentLossKind.L2), ForwardTolerance, "l2");
        Near.Equal(t["loss_mse"], AlignmentLoss.Compute(output, targets, AlignmentLossKind.MeanSquaredError), ForwardTolerance, "mse");
        Near.Equal(t["loss_smooth_l1"], AlignmentLoss.Compute(output, targets, AlignmentLossKind.SmoothL1), ForwardTolerance, "smooth l1");
    }

    [Fact]
    public void Recomputed_blocks_run_in_the_mixed_precision_of_their_forward_pass()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));
        var visible = TokenGather.VisibleIndices(expected.Tensors["input.mask"], PretrainingFixture.Visible);
        Dictionary<string, Tensor> Gradients(int checkpointedBlocks)
        {
            var config = PretrainingFixture.Student();
            config = config with { Encoder = config.Encoder with { CheckpointedBlocks = checkpointedBlocks } };
            using var student = PretrainingFixture.Load(new MaskedVideoTransformer(config), "pretrain_tiny/student.weights.safetensors");
            Tensor loss;
            using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
            {
                loss = AlignmentLoss.Compute(student.call(expected.Tensors["input.video"], visible), expected.Tensors["targets"], AlignmentLossKind.L2);
            }

            loss.backward();
            return student.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        }

        var (plain, recomputed) = (Gradients(0), Gradients(2));
        foreach (var (name, gradient) in plain)
            Near.Equal(gradient, recomputed[name], 1e-5, name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Gradients_match_with_and_without_activation_checkpointing(int checkpointedBlocks)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));
        using var gradients = SafetensorsFile.Read(FixtureData.Path("pretrain_tiny/grads_l2.safetensors"));
        var config = PretrainingFixture.Student();
        config = config with { Encoder = config.Encoder with { CheckpointedBlocks = checkpointedBlocks } };
        using var student = PretrainingFixture.Load(new MaskedVideoTransformer(config), "pretrain_tiny/student.weights.safetensors");
        var visible = TokenGather.VisibleIndices(expected.Tensors["input.mask"], PretrainingFixture.Visible);

        var output = student.call(expected.Tensors["input.video"], visible);
        AlignmentLoss.Compute(output, expected.Tensors["targets"], AlignmentLossKind.L2).backward();

        var parameters = student.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Count, parameters.Count);
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!, GradientTolerance, name);
    }
}
