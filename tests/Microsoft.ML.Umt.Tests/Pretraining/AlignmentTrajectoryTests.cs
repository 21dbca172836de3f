using System.Text.Json;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>Five AdamW steps of masked-teacher pretraining against the reference's.</summary>
public class AlignmentTrajectoryTests
{
    [Fact]
    public void Losses_gradient_norms_and_final_weights_match()
    {
        using var scope = NewDisposeScope();
        var trajectory = FixtureData.Json("pretrain_tiny/trajectory.json");
        var config = FixtureData.Config("pretrain_tiny/trajectory.json");
        var rates = Numbers(trajectory.GetProperty("config").GetProperty("lr"));
        var losses = Numbers(trajectory.GetProperty("loss_f64"));
        var norms = Numbers(trajectory.GetProperty("grad_norm_f64"));
        using var student = PretrainingFixture.Load(new MaskedVideoTransformer(PretrainingFixture.Student()), "pretrain_tiny/student.weights.safetensors");
        using var teacher = PretrainingFixture.Load(new ClipVisionTransformer(PretrainingFixture.Teacher()), "pretrain_tiny/teacher.weights.safetensors");
        var betas = Numbers(config.GetProperty("betas"));
        using var optimizer = new AdamW(
            ParameterGroups.Build(student.named_parameters(), config.GetProperty("weight_decay").GetDouble()),
            new AdamWOptions(Beta1: betas[0], Beta2: betas[1]));

        for (int step = 0; step < rates.Length; step++)
        {
            using var stepScope = NewDisposeScope();
            var (video, visible) = PretrainingFixture.TrajectoryInputs(step);
            var targets = TokenGather.Take(teacher.call(video).Features, visible);
            var loss = AlignmentLoss.Compute(student.call(video, visible), targets, AlignmentLossKind.L2);
            loss.backward();
            Near.Equal(losses[step], loss.item<float>(), 1e-5, $"loss of step {step}");
            double norm = Math.Sqrt(student.parameters().Sum(p => p.grad!.square().sum().item<float>()));
            Near.Equal(norms[step], norm, 1e-5, $"gradient norm of step {step}");
            optimizer.Step(rates[step]);
            optimizer.ZeroGradients();
        }

        using var final = SafetensorsFile.Read(FixtureData.Path("pretrain_tiny/trajectory.final.safetensors"));
        foreach (var (name, parameter) in student.named_parameters())
            Near.Equal(final.Tensors[$"final.{name}"], parameter, 1e-5, name, floor: 1);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
