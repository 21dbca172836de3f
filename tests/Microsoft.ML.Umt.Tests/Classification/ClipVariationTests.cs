using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Classification;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class ClipVariationTests
{
    private static readonly FrameSize Size = new(24, 40);

    [Fact]
    public void The_same_seed_and_clip_vary_the_same_way_and_nothing_else_does()
    {
        var clip = Clip(offset: 0);
        Assert.Equal(Vary(clip, seed: 1), Vary(clip, seed: 1));
        Assert.NotEqual(Vary(clip, seed: 1), Vary(clip, seed: 2));
        Assert.NotEqual(Vary(clip, seed: 1), clip);

        var tones = Enumerable.Range(0, 20).Select(offset => Vary([.. Enumerable.Repeat((byte)(100 + offset), clip.Length)], seed: 1).Average(value => (double)value) - offset);
        Assert.True(tones.Max() - tones.Min() > 5, "Every clip was varied in the same way.");
    }

    [Fact]
    public void A_flat_clip_stays_flat_but_for_noise()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var varied = Vary([.. Enumerable.Repeat((byte)120, 2 * Size.RgbBytes)], seed);
            for (var colour = 0; colour < 3; colour++)
            {
                var values = varied.Where((_, i) => i % 3 == colour).Select(value => (double)value).ToArray();
                var mean = values.Average();
                Assert.InRange(mean, 120 - 35, 120 + 35);
                Assert.InRange(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), 0, 6);
            }
        }
    }

    [Fact]
    public void Edges_that_do_not_move_give_every_pixel_itself()
    {
        var taps = EdgeTaps.Of(10, near: 0, far: 0, shift: 0);
        Assert.Equal(Enumerable.Range(0, 10), taps.First);
        Assert.All(taps.Weight, weight => Assert.Equal(0, weight, 1e-6));
    }

    [Fact]
    public void Beyond_the_border_the_outermost_pixel_goes_on()
    {
        var taps = EdgeTaps.Of(10, near: -0.5, far: 0.5, shift: 0);
        Assert.Equal([0, 0, 0, 1, 3, 5, 7, 9, 9, 9], taps.First);
        Assert.All(taps.First.Concat(taps.Second), index => Assert.InRange(index, 0, 9));

        var shifted = EdgeTaps.Of(10, near: 0, far: 0, shift: 0.25);
        Assert.Equal(0.25f, shifted.Weight[4], 1e-6f);
    }

    [Fact]
    public void Only_varied_variants_are_changed()
    {
        var video = MLVideo.FromFrames(Clip(offset: 0), 2, Size.Height, Size.Width, frameRate: 20);
        var plain = Read(new ClipVariant(0, 0, false));
        var both = Read(new ClipVariant(0, 0, false), new ClipVariant(0, 0, false, VariationSeed: 3));
        Assert.Equal(plain, both[..plain.Length]);
        Assert.NotEqual(plain, both[plain.Length..]);
        Assert.Equal(both[plain.Length..], Read(new ClipVariant(0, 0, false, VariationSeed: 3)));

        byte[] Read(params ClipVariant[] variants)
        {
            var reader = new VariantClipReader(
                new FFMpegVideoDecoder(), new FrameSamplingOptions { FrameCount = 2 }.CreateEvaluationSampler(), frames: 2,
                new ClipShaping(FrameFit.Squash, size: 16, crops: 1), ClipStreams.FramesAndDifferences, variants);
            var clip = new byte[reader.Shape.Bytes];
            reader.Read(video, seed: 0, clip, CancellationToken.None);
            return clip;
        }
    }

    private static byte[] Clip(int offset) => [.. Enumerable.Range(0, 2 * Size.RgbBytes).Select(i => (byte)((i * 7 + offset) % 256))];

    private static byte[] Vary(byte[] clip, int seed)
    {
        var varied = new byte[clip.Length];
        ClipVariation.Draw(seed, clip.AsSpan(0, Size.RgbBytes)).Apply(clip, clip.Length / Size.RgbBytes, Size, varied);
        return varied;
    }
}
