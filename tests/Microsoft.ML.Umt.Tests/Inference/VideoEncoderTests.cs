using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Inference;

public class VideoEncoderTests
{
    private static readonly VideoTransformerConfig Small = new()
    {
        ImageSize = 32,
        PatchSize = 8,
        Frames = 4,
        Width = 48,
        Depth = 3,
        Heads = 4,
        Classes = 7,
    };

    public static TheoryData<string> Cases => [.. Configs.Keys];

    private static Dictionary<string, VideoTransformerConfig> Configs { get; } = new()
    {
        ["plain"] = Small,
        ["layer scale"] = Small with { LayerScale = 0.3 },
        ["no qkv bias"] = Small with { QkvBias = false },
        ["first token"] = Small with { Pooling = TokenPooling.FirstToken },
        ["tubelet 2"] = Small with { TubeletSize = 2 },
        ["learned positions"] = Small with { Positions = PositionTable.Learnable },
        ["9 tokens"] = Small with { ImageSize = 24, Frames = 1 },
        ["50 tokens"] = Small with { ImageSize = 40, Frames = 2 },
        ["197 tokens, one frame wide"] = Small with { ImageHeight = 8, ImageWidth = 8 * 197, Frames = 1 },
        ["2268 tokens"] = Small with { ImageSize = 144, Frames = 7, Depth = 1 },
        ["oblong frames"] = Small with { ImageHeight = 24, ImageWidth = 40 },
        ["head of 80"] = Small with { Width = 160, Heads = 2 },
        ["head of 6"] = Small with { Width = 24, Heads = 4 },
        ["one block, one head"] = Small with { Depth = 1, Heads = 1 },
        ["narrow mlp"] = Small with { MlpRatio = 1.5 },
        ["everything"] = Small with { LayerScale = 0.3, QkvBias = false, Pooling = TokenPooling.FirstToken, TubeletSize = 2, ImageSize = 40 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float32EqualsTheModule(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Video(Configs[name]);
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        var clips = Clips(module.Config, 3);

        Assert.InRange(Close.RelativeError(encoder.Logits(clips), module.call(clips)), 0, 1e-5);
        Assert.InRange(Close.RelativeError(encoder.Features(clips), module.ForwardFeatures(clips)), 0, 1e-5);
        for (var layer = 0; layer < module.Config.Depth; layer++)
        {
            var expected = module.ForwardTokens(clips, layer);
            Assert.InRange(Close.RelativeError(encoder.Tokens(clips, layer), expected), 0, 1e-5);
            Assert.InRange(Close.RelativeError(encoder.Features(clips, layer), expected.mean([1])), 0, 1e-5);
            var byFrame = expected.view(3, module.Config.TokenFrames, -1, module.Config.Width).mean([2]);
            Assert.InRange(Close.RelativeError(encoder.FrameFeatures(clips, layer), byFrame), 0, 1e-5);
        }

        Assert.InRange(Close.RelativeError(encoder.Tokens(clips), module.ForwardTokens(clips)), 0, 1e-5);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void BFloat16PointsTheSameWay(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Video(Configs[name]);
        using var encoder = VideoEncoders.Create(module, ScalarType.BFloat16, CPU);
        var clips = Clips(module.Config, 3);

        Assert.InRange(Close.Cosine(encoder.Features(clips), module.ForwardFeatures(clips)), 0.999, 1.001);
        Assert.InRange(Close.Cosine(encoder.Tokens(clips), module.ForwardTokens(clips)), 0.999, 1.001);
        Assert.InRange(Close.RelativeError(encoder.Logits(clips), module.call(clips)), 0, 0.05);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void FrameFeaturesAreNormedMeansOfFrames(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Video(Small);
        using var encoder = VideoEncoders.Create(module, precision, CPU);
        var clips = Clips(Small, 2);
        var expected = module.fc_norm!.call(module.ForwardTokens(clips).view(2, 4, 16, 48).mean([2]));

        Assert.InRange(Close.Cosine(encoder.FrameFeatures(clips), expected), 0.999, 1.001);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void ResultsDoNotDependOnTheBatch(ScalarType precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small with { ImageSize = 64, Frames = 4 });
        using var encoder = VideoEncoders.Create(module, precision, CPU);
        var clips = Clips(module.Config, 19);
        var together = encoder.Logits(clips);

        for (var i = 0; i < 19; i++)
        {
            Assert.InRange(Close.RelativeError(encoder.Logits(clips.narrow(0, i, 1)), together.narrow(0, i, 1)), 0, tolerance);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void ThePlainKernelsAgreeToo(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var module = RandomModels.Video(Small with { LayerScale = 0.3 });
        using var encoder = new VideoEncoder(module, new EncoderKernels(precision, CPU, IsPacked: false, new FusedAttention()));
        var clips = Clips(Small, 2);

        Assert.InRange(Close.RelativeError(encoder.Logits(clips), module.call(clips)), 0, precision == ScalarType.Float32 ? 1e-5 : 0.05);
    }

    [Fact]
    public void OutlivesItsModule()
    {
        using var scope = NewDisposeScope();
        Tensor expected;
        IVideoEncoder encoder;
        var clips = Clips(Small, 1);
        using (var inner = NewDisposeScope())
        using (var module = RandomModels.Video(Small))
        {
            encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
            expected = encoder.Logits(clips).MoveToOuterDisposeScope();
        }

        using (encoder)
        {
            Assert.Equal(0, Close.RelativeError(encoder.Logits(clips), expected));
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void LeavesNothingAlive(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small);
        using var encoder = VideoEncoders.Create(module, precision, CPU);
        var clips = Clips(Small, 2);
        encoder.Logits(clips).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 200; i++)
        {
            (i % 3 == 0 ? encoder.Logits(clips) : i % 3 == 1 ? encoder.FrameFeatures(clips, 1) : encoder.Tokens(clips)).Dispose();
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void CreatingAndDisposingLeavesNothingAlive()
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small with { LayerScale = 0.3 });
        VideoEncoders.Create(module, ScalarType.BFloat16, CPU).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        VideoEncoders.Create(module, ScalarType.BFloat16, CPU).Dispose();
        VideoEncoders.Create(module, ScalarType.Float32, CPU).Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void ServesManyThreadsAtOnce(ScalarType precision)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small);
        using var encoder = VideoEncoders.Create(module, precision, CPU);
        var clips = Enumerable.Range(0, 4).Select(i => RandomModels.Clips(i, 1, 3, 4, 32, 32)).ToArray();
        var expected = clips.Select(clip => encoder.Logits(clip)).ToArray();

        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var inner = NewDisposeScope();
            Assert.InRange(Close.RelativeError(encoder.Logits(clips[i % 4]), expected[i % 4]), 0, 1e-6);
        });
    }

    [Fact]
    public void ResultsHaveNoHistoryAndServeTraining()
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small);
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        var features = encoder.Features(Clips(Small, 2));
        using var head = nn.Linear(48, 3);

        Assert.False(features.requires_grad);
        head.call(features).sum().backward();
        Assert.NotNull(head.weight!.grad);
    }

    [Fact]
    public void SaysWhatItIs()
    {
        using var module = RandomModels.Video(Small with { ImageWidth = 40 });
        using var encoder = VideoEncoders.Create(module, ScalarType.BFloat16, CPU);

        Assert.Equal((48, 4, 32, 40), (encoder.Width, encoder.Frames, encoder.ImageHeight, encoder.ImageWidth));
        Assert.Equal((3, 7, ScalarType.BFloat16), (encoder.Depth, encoder.Classes, encoder.Precision));
    }

    [Theory]
    [InlineData(1L, 3L, 3L, 32L, 32L)]
    [InlineData(1L, 4L, 4L, 32L, 32L)]
    [InlineData(0L, 3L, 4L, 32L, 32L)]
    [InlineData(1L, 3L, 4L, 32L, 33L)]
    [InlineData(3L, 4L, 32L, 32L)]
    public void RefusesClipsOfAnotherShape(params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small);
        using var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);

        var error = Assert.Throws<ArgumentException>(() => encoder.Features(zeros(shape)));
        Assert.Contains("[B, 3, 4, 32, 32]", error.Message);
        Assert.Contains($"[{string.Join(", ", shape)}]", error.Message);
    }

    [Fact]
    public void RefusesWhatItCannotDo()
    {
        using var scope = NewDisposeScope();
        using var module = RandomModels.Video(Small with { Classes = 0 });
        var encoder = VideoEncoders.Create(module, ScalarType.Float32, CPU);
        var clips = Clips(Small, 1);

        Assert.Throws<InvalidOperationException>(() => encoder.Logits(clips));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Tokens(clips, 3));
        Assert.Throws<ArgumentException>(() => encoder.Features(clips.to_type(ScalarType.Byte)));
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoEncoders.Create(module, ScalarType.Float16, CPU));
        Assert.Throws<ArgumentException>(() => VideoEncoders.Create(nn.Linear(1, 1), ScalarType.Float32, CPU));
        encoder.Dispose();
        Assert.Throws<ObjectDisposedException>(() => encoder.Features(clips));
    }

    private static Tensor Clips(VideoTransformerConfig config, int count) =>
        RandomModels.Clips(2, count, 3, config.Frames, config.ImageHeight, config.ImageWidth);
}
