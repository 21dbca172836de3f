using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Tests.VideoText;
using Microsoft.ML.Umt.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Gpu;

/// <summary>The reference's tiny video-text model on the GPU: losses and gradients in float32, losses in bfloat16, dropout.</summary>
public sealed class VideoTextOnGpuTests : IDisposable
{
    private const double ForwardTolerance = 5e-5;
    private const double GradientTolerance = 5e-4;

    private readonly Device _device = GpuDevice.Get();
    private readonly ExactProducts _exact = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Checkpoint _expected = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Case));
    private readonly VideoTextModel _model = MultiFixture.Model();
    private readonly ClipTeacher _teacher = MultiFixture.LoadTeacher();

    public VideoTextOnGpuTests()
    {
        _model.to(_device);
        _teacher.MoveTo(_device);
    }

    public void Dispose()
    {
        _model.Dispose();
        _teacher.Dispose();
        _expected.Dispose();
        _scope.Dispose();
        _exact.Dispose();
    }

    [GpuFact]
    public void All_losses_and_every_gradient_match()
    {
        var losses = Compute(VideoTextLossParityTests.Draws(_expected.Tensors));
        losses.Total.backward();
        AssertLosses(losses, ForwardTolerance);
        using var gradients = SafetensorsFile.Read(FixtureData.Path(MultiFixture.Gradients));
        var parameters = _model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!.cpu(), GradientTolerance, name, floor: 1e-2);
    }

    [GpuFact]
    public void Losses_in_bfloat16_are_near()
    {
        using var autocast = new Autocast(_device.type, ScalarType.BFloat16);
        AssertLosses(Compute(VideoTextLossParityTests.Draws(_expected.Tensors)), 0.03);
    }

    [GpuFact]
    public void What_is_drawn_follows_from_the_given_generator_and_the_model_s_own()
    {
        _model.train();
        float Total()
        {
            _model.SeedRandomness(3);
            return Compute(VideoTextDraws.None).Total.item<float>();
        }

        var first = Total();
        Assert.True(float.IsFinite(first));
        Assert.Equal(first, Total(), 1e-4);
        _model.SeedRandomness(4);
        Assert.NotEqual(first, Compute(VideoTextDraws.None).Total.item<float>(), 1e-4);
    }

    [GpuFact]
    public void Dropout_drops_the_given_share_and_the_device_s_bits_are_those_of_the_CPU()
    {
        using var random = new ModuleRandom(3);
        var dropped = random.Dropout(ones([400, 500], device: _device), 0.1);
        Assert.Equal(0.1, (dropped == 0).to(ScalarType.Float32).mean().item<float>(), 0.005);
        Assert.Equal(1, dropped.mean().item<float>(), 0.01);
        Near.Equal(
            DeviceNoise.Chance([100, 33], 0.3, -7, CPU).to(ScalarType.Float32), DeviceNoise.Chance([100, 33], 0.3, -7, _device).cpu().to(ScalarType.Float32), 0, "bits");
    }

    private VideoTextLosses Compute(VideoTextDraws draws)
    {
        var input = VideoTextLossParityTests.Input(_expected.Tensors);
        draws = draws with { Visible = draws.Visible?.to(_device) };
        return new VideoTextObjective(_model, _teacher, VideoTextLossParityTests.Options()).Compute(input with { Clips = input.Clips.to(_device) }, draws, new Random(1));
    }

    private void AssertLosses(VideoTextLosses losses, double tolerance)
    {
        foreach (var (name, loss) in new[] { ("uta", losses.Alignment), ("vtc", losses.Contrastive), ("vtm", losses.Matching), ("mlm", losses.MaskedLanguage), ("sum", losses.Total) })
            Near.Equal(_expected.Tensors["out.loss_" + name], loss!.cpu(), tolerance, name);
    }
}
