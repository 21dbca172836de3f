using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Tests.Augmentation;

public sealed class TrainTransformTests
{
    private const int Frames = 4, Height = 48, Width = 64, Size = 32;

    private static readonly TrainTransformOptions Plain = new()
    {
        Size = Size,
        Crop = new RandomResizedCrop(1, 1, (double)Width / Height, (double)Width / Height),
        FlipProbability = 0,
        Erasing = null,
    };

    /// <summary>A clip whose frames are all the same picture: what is drawn once for a clip must leave them the same.</summary>
    private static byte[] StillClip()
    {
        var frame = Clips.Random(Height * Width * 3, seed: 2);
        return Enumerable.Repeat(frame, Frames).SelectMany(f => f).ToArray();
    }

    private static byte[] Apply(TrainTransformOptions options, byte[] frames, int seed)
    {
        var transform = new TrainTransform(options);
        var clip = new byte[transform.ClipBytes(Frames)];
        transform.Apply(frames, Frames, Height, Width, new Random(seed), clip);
        return clip;
    }

    [Fact]
    public void AllFramesGetTheSameChangesAndASeedRepeatsThem()
    {
        var options = new TrainTransformOptions { Size = Size, RandAugment = new RandAugment(), Erasing = null };
        var distinct = new HashSet<string>();
        for (var seed = 0; seed < 20; seed++)
        {
            var clip = Apply(options, StillClip(), seed);
            var frame = clip.Length / Frames;
            for (var t = 1; t < Frames; t++)
                Assert.True(clip.AsSpan(0, frame).SequenceEqual(clip.AsSpan(t * frame, frame)), $"seed {seed}");
            Assert.Equal(clip, Apply(options, StillClip(), seed));
            distinct.Add(Convert.ToHexString(clip));
        }
        Assert.Equal(20, distinct.Count);
    }

    [Fact]
    public void FlippingSwapsLeftAndRight()
    {
        var straight = Apply(Plain, StillClip(), 1);
        var flipped = Apply(Plain with { FlipProbability = 1 }, StillClip(), 1);
        FrameCrop.Mirror(flipped, Size);
        Assert.Equal(straight, flipped);
    }

    [Fact]
    public void FloatsAreTheNormalisedUnroundedBytes()
    {
        var transform = new TrainTransform(Plain);
        var floats = new float[transform.ClipBytes(Frames)];
        transform.Apply(StillClip(), Frames, Height, Width, new Random(1), floats);
        var bytes = Clips.Normalise(Apply(Plain, StillClip(), 1), Frames, Size, Size, [.485f, .456f, .406f], [.229f, .224f, .225f]);
        Assert.True(Clips.MaxDifference(bytes, floats) <= 0.51 / 255 / .224);
    }

    [Fact]
    public void ErasingHitsOneBoxWithFreshNoise()
    {
        var options = Plain with { Erasing = new RandomErasing(1) };
        var plain = Apply(Plain, StillClip(), 5);
        var erased = Apply(options, StillClip(), 5);
        var frame = plain.Length / Frames;
        bool[] Changed(int t) => Enumerable.Range(0, frame / 3).Select(i => !plain.AsSpan(t * frame + i * 3, 3).SequenceEqual(erased.AsSpan(t * frame + i * 3, 3))).ToArray();
        var area = Changed(0).Count(c => c) / (double)(Size * Size);
        Assert.InRange(area, 0.01, 0.36);
        Assert.Equal(Changed(0), Changed(3));
        Assert.False(erased.AsSpan(0, frame).SequenceEqual(erased.AsSpan(3 * frame, frame)));
    }

    [Fact]
    public void CropsKeepToTheirBounds()
    {
        var size = new FrameSize(240, 320);
        var random = new Random(1);
        var crop = new RandomResizedCrop();
        var areas = new List<double>();
        for (var i = 0; i < 2000; i++)
        {
            var box = crop.Draw(size, random);
            Assert.True(box.FitsIn(size));
            Assert.InRange((double)box.Width / box.Height, 0.70, 1.40);
            areas.Add((double)box.Width * box.Height / (240 * 320));
        }
        Assert.InRange(areas.Min(), 0.07, 0.12);
        Assert.InRange(areas.Average(), 0.42, 0.58);
        // A ribbon that no allowed shape fits into gets the largest centred crop.
        Assert.Equal(new CropBox(0, 93, 10, 13), new RandomResizedCrop(1, 1).Draw(new FrameSize(10, 200), random));
    }

    [Fact]
    public void MultiScaleCropsFitTheFrame()
    {
        var random = new Random(3);
        foreach (var size in new FrameSize[] { new(240, 320), new(222, 400), new(90, 60) })
            Assert.All(Enumerable.Range(0, 500), _ => Assert.True(new MultiScaleCrop(224).Draw(size, random).FitsIn(size)));
    }

    [Fact]
    public void MixDrawsFollowTheMode()
    {
        var size = new FrameSize(16, 16);
        var batch = new BatchMix(new BatchMixOptions()).Draw(6, size, new Random(1));
        Assert.All(batch, draw => Assert.Same(batch[0], draw));
        var pairs = new BatchMix(new BatchMixOptions { Mode = MixMode.Pair }).Draw(6, size, new Random(1));
        Assert.Same(pairs[1], pairs[4]);
        Assert.NotSame(pairs[0], pairs[1]);
        Assert.All(new BatchMix(new BatchMixOptions { MixupAlpha = 0, CutmixAlpha = 0 }).Draw(3, size, new Random(1)), draw => Assert.Same(MixDraw.None, draw));
        var cuts = Enumerable.Range(0, 400).Count(seed => new BatchMix(new BatchMixOptions()).Draw(2, size, new Random(seed))[0].Box is not null);
        Assert.InRange(cuts, 160, 240);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void BetaHasItsMeanAndVariance(double alpha)
    {
        var random = new Random(9);
        var draws = Enumerable.Range(0, 40_000).Select(_ => random.NextBeta(alpha)).ToArray();
        var mean = draws.Average();
        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(1 / (4 * (2 * alpha + 1)), draws.Average(x => (x - mean) * (x - mean)), 0.005);
    }
}
