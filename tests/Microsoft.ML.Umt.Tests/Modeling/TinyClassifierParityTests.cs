using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The tiny classifiers of the reference: state dict, forward pass, losses and every gradient.</summary>
public class TinyClassifierParityTests
{
    private const double ForwardTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    public static TheoryData<string> Cases =>
        [.. FixtureData.Files("finetune_tiny", "*.case.safetensors").Select(file => file[..^".case.safetensors".Length])];

    [Theory]
    [MemberData(nameof(Cases))]
    public void State_dict_has_the_reference_s_names_shapes_and_fill(string stem)
    {
        using var scope = NewDisposeScope();
        using var weights = SafetensorsFile.Read(FixtureData.Path($"{stem}.weights.safetensors"));
        using var model = new VideoTransformer(Config(stem));
        var state = model.state_dict();
        string[] order = [.. FixtureData.Manifest.Find($"{stem}.weights.safetensors").Entry.GetProperty("tensors").EnumerateObject().Select(t => t.Name)];
        Assert.Equal(order, state.Keys);
        foreach (var (name, tensor) in weights.Tensors)
        {
            Assert.Equal(tensor.shape, state[name].shape);
            Near.Equal(FillRule.Weights(name, tensor.shape), tensor, 0, $"{stem} {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Features_logits_and_losses_match(string stem)
    {
        using var scope = NewDisposeScope();
        using var model = Load(stem);
        model.eval();
        using var expected = SafetensorsFile.Read(FixtureData.Path($"{stem}.case.safetensors"));
        var t = expected.Tensors;
        using var _ = no_grad();

        Near.Equal(t["pos_table"], model.Positions, 1e-6, $"{stem} position table");
        Near.Equal(t["features"], model.ForwardFeatures(t["input.video"]), ForwardTolerance, $"{stem} features");
        var logits = model.call(t["input.video"]);
        Near.Equal(t["logits"], logits, ForwardTolerance, $"{stem} logits");
        Near.Equal(t["loss_ce"], F.cross_entropy(logits, t["input.label"]), ForwardTolerance, $"{stem} cross entropy");
        Near.Equal(t["loss_ls01"], F.cross_entropy(logits, t["input.label"], label_smoothing: 0.1), ForwardTolerance, $"{stem} label smoothing");
        var soft = -(t["input.soft_target"] * logits.log_softmax(-1)).sum(-1).mean();
        Near.Equal(t["loss_soft"], soft, ForwardTolerance, $"{stem} soft targets");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_match(string stem) => CheckGradients(stem, checkpointedBlocks: 0);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients_match_with_activation_checkpointing(string stem) => CheckGradients(stem, checkpointedBlocks: 2);

    private static void CheckGradients(string stem, int checkpointedBlocks)
    {
        using var scope = NewDisposeScope();
        using var model = Load(stem, checkpointedBlocks);
        model.train();
        using var expected = SafetensorsFile.Read(FixtureData.Path($"{stem}.case.safetensors"));
        using var gradients = SafetensorsFile.Read(FixtureData.Path($"{stem}.grads.safetensors"));
        var video = expected.Tensors["input.video"].clone().requires_grad_(true);

        F.cross_entropy(model.call(video), expected.Tensors["input.label"]).backward();

        if (expected.Tensors.TryGetValue("grad_input.video", out var inputGradient))
            Near.Equal(inputGradient, video.grad!, GradientTolerance, $"{stem} gradient of the input");
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Count, parameters.Count);
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!, GradientTolerance, $"{stem} {name}");
    }

    private static VideoTransformerConfig Config(string stem) => FixtureModels.Tiny(FixtureData.Config($"{stem}.case.safetensors"));

    private static VideoTransformer Load(string stem, int checkpointedBlocks = 0)
    {
        var config = Config(stem);
        var model = new VideoTransformer(config with { CheckpointedBlocks = Math.Min(checkpointedBlocks, config.Depth) });
        var report = CheckpointLoader.Load(model, FixtureData.Path($"{stem}.weights.safetensors"));
        Assert.Equal(1, report.LoadedFraction);
        return model;
    }
}
