using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

public class FrameEncoderTests
{
    private static readonly ImageTransformerConfig Small = new() { ImageSize = 56, PatchSize = 8, Width = 64, Depth = 3, Heads = 2, Classes = 5 };

    [Theory]
    [InlineData(56, 1)]
    [InlineData(56, 5)]
    [InlineData(112, 11)]
    public void Float32EqualsTheModuleFrameByFrame(int size, int frames)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Image(Small with { ImageSize = size });
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        var clips = RandomModels.Clips(3, 2, 3, frames, size, size);
        var pictures = clips.transpose(1, 2).flatten(0, 1);

        Assert.InRange(Close.RelativeError(encoder.Tokens(clips), module.ForwardTokens(pictures).reshape(2, -1, 64)), 0, 1e-5);
        Assert.InRange(Close.RelativeError(encoder.FrameFeatures(clips), module.ForwardFeatures(pictures).view(2, frames, 64)), 0, 1e-5);
        Assert.InRange(Close.RelativeError(encoder.Features(clips), module.ForwardFeatures(pictures).view(2, frames, 64).mean([1])), 0, 1e-5);
        Assert.InRange(Close.RelativeError(encoder.Logits(clips), module.call(pictures).view(2, frames, 5).mean([1])), 0, 1e-5);
    }

    [Fact]
    public void InnerLayersAreNotNormed()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Image(Small);
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        var clips = RandomModels.Clips(3, 1, 3, 2, 56, 56);
        var tokens = module.Embed(clips.transpose(1, 2).flatten(0, 1));
        tokens = module.blocks[1].call(module.blocks[0].call(tokens));

        Assert.InRange(Close.RelativeError(encoder.Tokens(clips, 1), tokens.reshape(1, -1, 64)), 0, 1e-5);
        Assert.InRange(Close.RelativeError(encoder.FrameFeatures(clips, 1), tokens.select(1, 0).view(1, 2, 64)), 0, 1e-5);
    }

    [Fact]
    public void BFloat16PointsTheSameWay()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Image(Small);
        using var encoder = VideoEncoders.Create(module, ScalarType.BFloat16, CPU);
        var clips = RandomModels.Clips(3, 2, 3, 9, 56, 56);
        var pictures = clips.transpose(1, 2).flatten(0, 1);

        Assert.InRange(Close.Cosine(encoder.FrameFeatures(clips), module.ForwardFeatures(pictures).view(2, 9, 64)), 0.999, 1.001);
    }

    [Fact]
    public void TakesAnyNumberOfFrames()
    {
        using var module = RandomModels.Image(Small);
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);

        Assert.Null(encoder.Frames);
        Assert.Throws<ArgumentException>(() => encoder.Features(zeros([1, 3, 0, 56, 56])));
    }
}
