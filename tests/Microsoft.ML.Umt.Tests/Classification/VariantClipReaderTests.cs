using Microsoft.ML.Umt.Classification;
using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Tests.Classification;

public sealed class VariantClipReaderTests
{
    private const int Side = 8, FrameCount = 10;

    [Fact]
    public void Variants_and_streams_lie_in_their_order()
    {
        // Every frame is grey 10 x its number, but for a white left column.
        var pixels = new byte[FrameCount * Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i / 3 % Side == 0 ? (byte)255 : (byte)(10 * (i / (Side * Side * 3)));
        var video = MLVideo.FromFrames(pixels, FrameCount, Side, Side, frameRate: 20);
        ClipVariant[] variants = [new(0, 0, false), new(0, 0, true)];
        var reader = new VariantClipReader(
            new FFMpegVideoDecoder(), new FrameSamplingOptions { FrameCount = 2 }.CreateEvaluationSampler(), frames: 2,
            new ClipShaping(FrameFit.Squash, Side, crops: 1), ClipStreams.FramesAndDifferences, variants);
        Assert.Equal(4, reader.Shape.Views);
        var clip = new byte[reader.Shape.Bytes];
        reader.Read(video, seed: 0, clip, CancellationToken.None);

        // A tenth of a second is two frames, so eight frames are sampled from: 1 and 5.
        Assert.Equal([(255, 10, 10), (255, 50, 50)], Frames(view: 0));
        Assert.Equal([(128, 168, 168), (128, 168, 168)], Frames(view: 1));
        Assert.Equal([(10, 10, 255), (50, 50, 255)], Frames(view: 2));
        Assert.Equal([(168, 168, 128), (168, 168, 128)], Frames(view: 3));

        (int Left, int Middle, int Right)[] Frames(int view) =>
            [.. Enumerable.Range(0, 2).Select(frame => (Pixel(view, frame, 0), Pixel(view, frame, Side / 2), Pixel(view, frame, Side - 1)))];

        int Pixel(int view, int frame, int column) => clip[((view * 2 + frame) * Side * Side + column) * 3];
    }

    [Fact]
    public void The_frame_cache_gives_what_the_decoder_gives()
    {
        var video = MLVideo.FromFile(Path.Combine(Conformance.TinyVideos.Folder, "2.mp4"));
        var decoder = new FFMpegVideoDecoder();
        int[] wanted = [3, 0, 3, 19];
        using var direct = decoder.Decode(video, wanted);
        foreach (var room in new[] { 1L << 24, 1000L })
        {
            var caching = new CachingVideoDecoder(decoder, new VideoDecodeOptions(), room);
            for (var i = 0; i < 2; i++)
            {
                using var cached = caching.Decode(video, wanted, CancellationToken.None);
                Assert.Equal(direct.Times, cached.Times);
                Assert.True(direct.Span.SequenceEqual(cached.Span));
            }
        }
    }
}
