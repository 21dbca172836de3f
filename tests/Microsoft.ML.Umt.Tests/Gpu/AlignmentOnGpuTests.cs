using System.Text.Json;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Inference;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Pretraining;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Gpu;

/// <summary>The reference's tiny teacher and student on the GPU, in float32: outputs, losses, every gradient, five steps; the masks.</summary>
public sealed class AlignmentOnGpuTests : IDisposable
{
    private const string StudentWeights = "pretrain_tiny/student.weights.safetensors";
    private const string TeacherWeights = "pretrain_tiny/teacher.weights.safetensors";
    private const double ForwardTolerance = 5e-5;
    private const double GradientTolerance = 5e-4;

    private readonly Device _device = GpuDevice.Get();
    private readonly ExactProducts _exact = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Checkpoint _expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));

    public void Dispose()
    {
        _expected.Dispose();
        _scope.Dispose();
        _exact.Dispose();
    }

    [GpuFact]
    public void The_teacher_s_module_and_its_encoder_match()
    {
        using var teacher = PretrainingFixture.Load(new ClipVisionTransformer(PretrainingFixture.Teacher()), TeacherWeights);
        using var encoded = new ClipTeacher(teacher, TeacherStatistics.AsStudent);
        encoded.MoveTo(_device);
        teacher.to(_device);
        var video = Given("input.video");
        foreach (var (features, attention) in new[] { teacher.call(video), encoded.LookEverywhere(video) })
        {
            Near.Equal(_expected.Tensors["teacher_out"], features.cpu(), ForwardTolerance, "teacher features");
            Near.Equal(_expected.Tensors["teacher_attn"], attention.cpu(), ForwardTolerance, "class attention");
        }
    }

    [GpuFact]
    public void The_student_s_output_and_losses_match()
    {
        using var frozen = no_grad();
        using var student = Student();
        student.eval();
        var visible = Visible();
        var output = student.call(Given("input.video"), visible);
        Near.Equal(_expected.Tensors["student_out"], output.cpu(), ForwardTolerance, "student output");
        var targets = TokenGather.Take(Given("teacher_out"), visible);
        foreach (var (name, kind) in new[] { ("loss_l2", AlignmentLossKind.L2), ("loss_mse", AlignmentLossKind.MeanSquaredError), ("loss_smooth_l1", AlignmentLossKind.SmoothL1) })
            Near.Equal(_expected.Tensors[name], AlignmentLoss.Compute(output, targets, kind).cpu(), ForwardTolerance, name);
    }

    [GpuFact]
    public void Every_gradient_matches() => AssertGradients(checkpointedBlocks: 0);

    [GpuFact]
    public void Every_gradient_matches_with_activation_checkpointing() => AssertGradients(checkpointedBlocks: 2);

    [GpuFact]
    public void Five_steps_end_where_the_reference_s_do()
    {
        var trajectory = FixtureData.Json("pretrain_tiny/trajectory.json");
        var config = FixtureData.Config("pretrain_tiny/trajectory.json");
        var (rates, losses, betas) = (Numbers(trajectory.GetProperty("config").GetProperty("lr")), Numbers(trajectory.GetProperty("loss_f64")), Numbers(config.GetProperty("betas")));
        using var student = Student();
        using var teacher = new ClipTeacher(PretrainingFixture.Load(new ClipVisionTransformer(PretrainingFixture.Teacher()), TeacherWeights), TeacherStatistics.AsStudent);
        teacher.MoveTo(_device);
        using var optimizer = new AdamW(
            ParameterGroups.Build(student.named_parameters(), config.GetProperty("weight_decay").GetDouble()), new AdamWOptions(Beta1: betas[0], Beta2: betas[1]));
        for (var step = 0; step < rates.Length; step++)
        {
            using var scope = NewDisposeScope();
            var (video, visible) = PretrainingFixture.TrajectoryInputs(step);
            (video, visible) = (video.to(_device), visible.to(_device));
            var loss = AlignmentLoss.Compute(student.call(video, visible), TokenGather.Take(teacher.LookEverywhere(video).Features, visible), AlignmentLossKind.L2);
            loss.backward();
            Near.Equal(losses[step], loss.item<float>(), 1e-4, $"loss of step {step}");
            optimizer.Step(rates[step]);
            optimizer.ZeroGradients();
        }

        using var final = SafetensorsFile.Read(FixtureData.Path("pretrain_tiny/trajectory.final.safetensors"));
        foreach (var (name, parameter) in student.named_parameters())
            Near.Equal(final.Tensors[$"final.{name}"], parameter.cpu(), 1e-4, name, floor: 1);
    }

    [GpuFact]
    public void Masks_are_drawn_on_the_device_and_equal_those_of_the_CPU()
    {
        using var random = new Generator(3, CPU);
        var attention = rand([6, 49], generator: random);
        foreach (var kind in Enum.GetValues<TokenMaskKind>())
        {
            Tensor Draw(Device device)
            {
                using var generator = new Generator(7, CPU);
                return kind switch
                {
                    TokenMaskKind.Attention => TokenMasking.Attention(attention.to(device), 3, 0.8, generator),
                    TokenMaskKind.Tube => TokenMasking.Tube(2, 3, 49, 0.8, generator, device),
                    _ => TokenMasking.Random(2, 3, 49, 0.8, generator, device),
                };
            }

            var (here, there) = (Draw(CPU), Draw(_device));
            Assert.Equal(_device.type, there.device_type);
            Assert.True(Close.Same(there.cpu(), here), kind.ToString());
            Assert.True(Close.Same(TokenMasking.Hidden(there, 147).cpu(), TokenMasking.Hidden(here, 147)), kind.ToString());
        }
    }

    private void AssertGradients(int checkpointedBlocks)
    {
        using var gradients = SafetensorsFile.Read(FixtureData.Path("pretrain_tiny/grads_l2.safetensors"));
        using var student = Student(checkpointedBlocks);
        AlignmentLoss.Compute(student.call(Given("input.video"), Visible()), Given("targets"), AlignmentLossKind.L2).backward();
        var parameters = student.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Count, parameters.Count);
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!.cpu(), GradientTolerance, name);
    }

    private MaskedVideoTransformer Student(int checkpointedBlocks = 0)
    {
        var config = PretrainingFixture.Student();
        config = config with { Encoder = config.Encoder with { CheckpointedBlocks = checkpointedBlocks } };
        var student = PretrainingFixture.Load(new MaskedVideoTransformer(config), StudentWeights);
        student.to(_device);
        return student;
    }

    private Tensor Given(string name) => _expected.Tensors[name].to(_device);

    private Tensor Visible() => TokenGather.VisibleIndices(Given("input.mask"), PretrainingFixture.Visible);

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
