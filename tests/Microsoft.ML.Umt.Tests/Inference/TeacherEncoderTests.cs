using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Pretraining;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

/// <summary>The fast teacher against the modules that its weights come from.</summary>
public class TeacherEncoderTests
{
    private static readonly ClipVisionConfig Small =
        new() { ImageSize = 56, PatchSize = 8, Width = 128, Depth = 4, Heads = 2, OutputWidth = 96, ReturnedLayers = 3 };

    /// <summary>Fewer and more frames than go through the blocks at once, and a number that does not divide evenly.</summary>
    public static TheoryData<int, int> Frames => new() { { 1, 1 }, { 2, 9 }, { 3, 31 } };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Float32_equals_CLIP(int batch, int frames)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Clip(Small);
        using var encoder = TeacherEncoder.Of(module, ScalarType.Float32, CPU);
        var clips = RandomModels.Clips(3, batch, 3, frames, 56, 56);
        var (features, attention) = encoder.EncodeEverywhere(clips);
        var (expectedFeatures, expectedAttention) = module.call(clips);
        Assert.InRange(Close.RelativeError(features, expectedFeatures), 0, 1e-5);
        Assert.InRange(Close.RelativeError(attention, expectedAttention), 0, 1e-5);
    }

    [Fact]
    public void BFloat16_points_the_same_way_as_CLIP()
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Clip(Small);
        using var encoder = TeacherEncoder.Of(module, ScalarType.BFloat16, CPU);
        var clips = RandomModels.Clips(3, 2, 3, 30, 56, 56);
        var (features, attention) = encoder.EncodeEverywhere(clips);
        var (expectedFeatures, expectedAttention) = module.call(clips);
        Assert.InRange(Close.Cosine(features, expectedFeatures), 0.9999, 1.0001);
        Assert.InRange(Close.Cosine(attention, expectedAttention), 0.9999, 1.0001);
    }

    [Fact]
    public void BFloat16_holds_at_the_size_of_the_published_teacher()
    {
        using var scope = NewDisposeScope();
        using var module = new ClipVisionTransformer(ClipVisionConfig.B16);
        FillRule.Fill(module, keepPositions: false);
        using var encoder = TeacherEncoder.Of(module, ScalarType.BFloat16, CPU);
        var clips = FillRule.Input("input.video", 1, 3, 1, 224, 224);
        var (features, attention) = encoder.EncodeEverywhere(clips);
        var (expectedFeatures, expectedAttention) = module.call(clips);
        Assert.InRange(Close.Cosine(features, expectedFeatures), 0.9999, 1.0001);
        Assert.InRange(Close.Cosine(attention, expectedAttention), 0.999, 1.0001);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1 - 1e-6)]
    [InlineData(ScalarType.BFloat16, 0.9999)]
    public void Image_transformers_teach_through_their_final_norm(ScalarType precision, double leastCosine)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Image(new() { ImageSize = 56, PatchSize = 8, Width = 128, Depth = 3, Heads = 2, Classes = 0 });
        using var encoder = TeacherEncoder.Of(module, [1, 2], FeatureNorm.None, precision, CPU);
        var clips = RandomModels.Clips(3, 2, 3, 5, 56, 56);
        var features = encoder.EncodeEverywhere(clips).Features;
        var patches = module.ForwardTokens(clips.transpose(1, 2).flatten(0, 1)).narrow(1, 1, 49).reshape(2, 5 * 49, 128);
        Assert.Equal([2, 2, 5 * 49, 128], features.shape);
        Assert.InRange(Close.Cosine(features[1], patches), leastCosine, 1.0001);
    }

    /// <summary>The last block works on the wanted tokens only; that must not change them, however they lie in the frames and chunks.</summary>
    [Theory]
    [InlineData(TokenMaskKind.Attention, 2, 31)]
    [InlineData(TokenMaskKind.Tube, 2, 4)]
    [InlineData(TokenMaskKind.Random, 3, 31)]
    public void Wanted_tokens_are_what_a_whole_look_gives_there(TokenMaskKind kind, int batch, int frames)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Clip(Small);
        using var encoder = TeacherEncoder.Of(module, ScalarType.Float32, CPU);
        var clips = RandomModels.Clips(5, batch, 3, frames, 56, 56);
        var masks = new TokenMasks(kind, 0.8, new() { ImageSize = 56, PatchSize = 8, Frames = frames, TubeletSize = 1 });
        Tensor? wanted = null;
        var features = encoder.Encode(clips, attention => wanted = masks.Draw(batch, attention, new Random(6), CPU).DetachFromDisposeScope());
        Assert.Equal([3, batch, masks.VisibleTokens, 96], features.shape);
        var expected = TokenGather.Take(encoder.EncodeEverywhere(clips).Features, wanted!);
        Assert.InRange(Close.RelativeError(features, expected), 0, 1e-6);
    }

    [Fact]
    public void Mixed_precision_around_it_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Clip(Small);
        using var encoder = TeacherEncoder.Of(module, ScalarType.Float32, CPU);
        var clips = RandomModels.Clips(3, 1, 3, 2, 56, 56);
        var plain = encoder.EncodeEverywhere(clips).Features;
        using var autocast = new Autocast(DeviceType.CPU, ScalarType.BFloat16);
        Assert.True(Close.Same(encoder.EncodeEverywhere(clips).Features, plain));
        Assert.Equal(ScalarType.BFloat16, mm(ones(2, 2), ones(2, 2)).dtype);
    }
}
