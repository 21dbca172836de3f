using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

/// <summary>The encoders against the reference implementation's own numbers.</summary>
public class EncoderParityTests
{
    public static TheoryData<string> TinyCases =>
        [.. FixtureData.Files("finetune_tiny", "*.case.safetensors").Select(file => file[..^".case.safetensors".Length])];

    public static TheoryData<string> FullSizeFiles => FixtureData.Rows("full_size", "vit_*.safetensors");

    [Theory]
    [MemberData(nameof(TinyCases))]
    public void TinyClassifiers(string stem)
    {
        using var scope = NewDisposeScope();
        using var module = new VideoTransformer(FixtureModels.Tiny(FixtureData.Config($"{stem}.case.safetensors")));
        CheckpointLoader.Load(module, FixtureData.Path($"{stem}.weights.safetensors"));
        using var expected = SafetensorsFile.Read(FixtureData.Path($"{stem}.case.safetensors"));
        var video = expected.Tensors["input.video"];

        using var exact = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        Assert.InRange(Close.RelativeError(exact.Features(video), expected.Tensors["features"]), 0, 1e-5);
        Assert.InRange(Close.RelativeError(exact.Logits(video), expected.Tensors["logits"]), 0, 1e-5);
        using var fast = VideoEncoders.Create(module, ScalarType.BFloat16, CPU);
        Assert.InRange(Close.Cosine(fast.Features(video), expected.Tensors["features"]), 0.999, 1.001);
    }

    [Theory]
    [MemberData(nameof(FullSizeFiles))]
    public void PublishedSizes(string file)
    {
        using var scope = NewDisposeScope();
        var config = FixtureModels.FullSize(FixtureData.Config(file));
        using var expected = SafetensorsFile.Read(FixtureData.Path(file));
        var video = FillRule.Input("input.video", 1, 3, config.Frames, config.ImageHeight, config.ImageWidth);
        using var module = new VideoTransformer(config, seed: 1);
        FillRule.Fill(module, keepPositions: true);

        using (var exact = VideoEncoders.Create(module, ScalarType.Float32, CPU))
        {
            Assert.InRange(Close.RelativeError(exact.Features(video), expected.Tensors["features"]), 0, 1e-4);
            Assert.InRange(Close.RelativeError(exact.Logits(video), expected.Tensors["logits"]), 0, 1e-4);
        }

        using var fast = VideoEncoders.Create(module, ScalarType.BFloat16, CPU);
        Assert.InRange(Close.Cosine(fast.Features(video), expected.Tensors["features"]), 0.999, 1.001);
        Assert.InRange(Close.Cosine(fast.Logits(video), expected.Tensors["logits"]), 0.999, 1.001);
    }
}
