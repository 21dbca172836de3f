using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>The VideoMAE baseline against the reference: encoder, predicted pixels, targets, loss, every gradient.</summary>
public class PixelReconstructionParityTests
{
    private static readonly float[] Mean = [0.485f, 0.456f, 0.406f];
    private static readonly float[] Std = [0.229f, 0.224f, 0.225f];

    [Fact]
    public void Outputs_targets_loss_and_gradients_match()
    {
        using var scope = NewDisposeScope();
        var config = PretrainingFixture.Pixels();
        using var expected = SafetensorsFile.Read(FixtureData.Path(PretrainingFixture.PixelCase));
        using var gradients = SafetensorsFile.Read(FixtureData.Path("mae_tiny/grads.safetensors"));
        var t = expected.Tensors;
        var video = t["input.video"];
        long masked = FixtureData.Config(PretrainingFixture.PixelCase).GetProperty("masked_per_clip").GetInt64();
        long seen = config.Encoder.Tokens - masked;
        var visible = TokenGather.VisibleIndices(t["input.mask"], seen);
        var hidden = TokenGather.HiddenIndices(t["input.mask"], seen);
        Assert.Equal(hidden.data<long>().ToArray(), TokenMasking.Hidden(visible, config.Encoder.Tokens).data<long>().ToArray());
        using var model = PretrainingFixture.Load(new PixelReconstructionTransformer(config), "mae_tiny/weights.safetensors");

        Near.Equal(t["encoder_out"], model.Encode(video, visible), 1e-5, "encoder");
        var output = model.call(video, visible, hidden);
        Near.Equal(t["output"], output, 1e-5, "predicted pixels");
        Near.Equal(t["labels_normalised"], Targets(video, hidden, config, normalize: true), 1e-5, "normalised targets");
        Near.Equal(t["labels_raw"], Targets(video, hidden, config, normalize: false), 1e-5, "raw targets");
        var loss = nn.functional.mse_loss(output, t["labels_normalised"]);
        Near.Equal(t["loss_normalised"], loss, 1e-5, "loss");
        Near.Equal(t["loss_raw"], nn.functional.mse_loss(output, t["labels_raw"]), 1e-5, "raw loss");

        loss.backward();
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(gradients.Tensors.Count, parameters.Count);
        foreach (var (name, gradient) in gradients.Tensors)
            Near.Equal(gradient, parameters[name["grad.".Length..]].grad!, 1e-4, name);
    }

    [Fact]
    public void The_state_dict_has_the_reference_s_names_in_order()
    {
        using var model = new PixelReconstructionTransformer(PretrainingFixture.Pixels());
        var tensors = FixtureData.Manifest.Find("mae_tiny/weights.safetensors").Entry.GetProperty("tensors");
        Assert.Equal(tensors.EnumerateObject().Select(tensor => tensor.Name), model.state_dict().Keys);
    }

    private static Tensor Targets(Tensor video, Tensor hidden, PixelReconstructionConfig config, bool normalize) => TokenGather.Take(
        PixelTargets.FromClips(video, config.Encoder.TubeletSize, config.Encoder.PatchSize, Mean, Std, normalize), hidden);
}
