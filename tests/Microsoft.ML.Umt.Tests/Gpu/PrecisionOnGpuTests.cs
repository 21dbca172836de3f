using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Inference;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Pretraining;
using Microsoft.ML.Umt.Tests.Support;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Gpu;

/// <summary>Low precision on the GPU: mixed precision, the fast encoders, gradient scaling, the fused optimiser.</summary>
public sealed class PrecisionOnGpuTests : IDisposable
{
    private readonly Device _device = GpuDevice.Get();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [GpuFact]
    public void Mixed_precision_multiplies_in_bfloat16_and_keeps_gradients_in_float32() => AssertMixed(ScalarType.BFloat16);

    [GpuFact]
    public void Mixed_precision_multiplies_in_float16_and_keeps_gradients_in_float32()
    {
        // On the CPU there is none.
        if (!GpuDevice.IsCpuInstead)
            AssertMixed(ScalarType.Float16);
    }

    [GpuFact]
    public void The_alignment_loss_in_bfloat16_is_near_that_in_float32()
    {
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.Case));
        using var teacher = new ClipTeacher(
            PretrainingFixture.Load(new ClipVisionTransformer(PretrainingFixture.Teacher()), "pretrain_tiny/teacher.weights.safetensors"), TeacherStatistics.AsStudent);
        using var student = PretrainingFixture.Load(new MaskedVideoTransformer(PretrainingFixture.Student()), "pretrain_tiny/student.weights.safetensors");
        student.to(_device);
        teacher.MoveTo(_device, ScalarType.BFloat16);
        var video = expected.Tensors["input.video"].to(_device);
        var visible = TokenGather.VisibleIndices(expected.Tensors["input.mask"].to(_device), PretrainingFixture.Visible);
        Tensor loss;
        using (new Autocast(_device.type, ScalarType.BFloat16))
        {
            loss = AlignmentLoss.Compute(student.call(video, visible), TokenGather.Take(teacher.LookEverywhere(video).Features, visible), AlignmentLossKind.L2);
        }

        loss.backward();
        Assert.Equal(ScalarType.Float32, loss.dtype);
        Near.Equal(expected.Tensors["loss_l2"], loss.cpu(), 1e-2, "loss");
        Assert.All(student.named_parameters(), p => Assert.True(p.parameter.grad is { dtype: ScalarType.Float32 } gradient && gradient.isfinite().all().item<bool>(), p.name));
    }

    [GpuFact]
    public void Encoders_follow_their_modules()
    {
        using var noGrad = no_grad();
        using var exact = new ExactProducts();
        using var video = RandomModels.Video(new() { ImageSize = 56, PatchSize = 8, Frames = 4, Width = 128, Depth = 3, Heads = 2, Classes = 5 });
        using var image = RandomModels.Image(new() { ImageSize = 56, PatchSize = 8, Width = 128, Depth = 3, Heads = 2, Classes = 5 });
        using var clip = RandomModels.Clip(new() { ImageSize = 56, PatchSize = 8, Width = 128, Depth = 4, Heads = 2, OutputWidth = 96, ReturnedLayers = 3 });
        var clips = RandomModels.Clips(3, 2, 3, 4, 56, 56);
        var expected = (video.call(clips), image.call(clips.transpose(1, 2).flatten(0, 1)).view(2, 4, 5).mean([1]), clip.call(clips).Features);
        foreach (var (type, least) in new[] { (ScalarType.Float32, 1 - 1e-5), (ScalarType.BFloat16, 0.999) })
        {
            using var videoEncoder = VideoEncoders.Create(video, type, _device);
            using var frameEncoder = VideoEncoders.Create(image, type, _device);
            using var teacher = TeacherEncoder.Of(clip, type, _device);
            Assert.InRange(Close.Cosine(videoEncoder.Logits(clips).cpu(), expected.Item1), least, 1.0001);
            Assert.InRange(Close.Cosine(frameEncoder.Logits(clips).cpu(), expected.Item2), least, 1.0001);
            Assert.InRange(Close.Cosine(teacher.EncodeEverywhere(clips).Features.cpu(), expected.Item3), least, 1.0001);
        }
    }

    [GpuFact]
    public void Gradient_scaling_finds_infinity_on_the_device()
    {
        Tensor On(params float[] values) => tensor(values, device: _device);
        var (found, scale, tracker) = (zeros([], device: _device), tensor(8f, device: _device), zeros([], dtype: ScalarType.Int32, device: _device));
        var good = On(8, 16);
        AtenGradientScaling.UnscaleAndCheck([good], found, tensor(0.125f, device: _device));
        Assert.Equal([1f, 2f], good.cpu().data<float>().ToArray());
        Assert.Equal(0, found.item<float>());
        AtenGradientScaling.UnscaleAndCheck([good, On(float.PositiveInfinity)], found, tensor(1f, device: _device));
        AtenGradientScaling.UpdateScale(scale, tracker, found, 2, 0.5, 2);
        Assert.Equal(4, scale.item<float>());
    }

    [GpuFact]
    public void The_fused_optimiser_steps_as_the_plain_one_does_on_the_CPU()
    {
        var layers = new[] { (Device: CPU, Layer: nn.Linear(40, 24)), (Device: _device, Layer: nn.Linear(40, 24)) };
        layers[1].Layer.load_state_dict(layers[0].Layer.state_dict());
        foreach (var (device, layer) in layers)
        {
            layer.to(device);
            using var optimizer = new AdamW(ParameterGroups.Build(layer.named_parameters(), 0.05), allowFused: device.type == _device.type);
            for (var step = 0; step < 5; step++)
            {
                using var scope = NewDisposeScope();
                using var random = new Generator((ulong)step, CPU);
                layer.call(randn([8, 40], generator: random).to(device)).square().mean().backward();
                optimizer.Step(1e-2);
                optimizer.ZeroGradients();
            }
        }

        foreach (var (name, parameter) in layers[0].Layer.named_parameters())
            Near.Equal(parameter, layers[1].Layer.get_parameter(name)!.cpu(), 1e-3, name);
        foreach (var (_, layer) in layers)
            layer.Dispose();
    }

    private void AssertMixed(ScalarType type)
    {
        using var layer = nn.Linear(16, 8);
        layer.to(_device);
        Tensor output;
        using (new Autocast(_device.type, type))
        {
            output = layer.call(ones(4, 16, device: _device));
        }

        output.sum().backward();
        Assert.Equal(type, output.dtype);
        Assert.Equal(ScalarType.Float32, layer.weight!.grad!.dtype);
    }
}
