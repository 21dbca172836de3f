using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Multimodal;

namespace Microsoft.ML.Umt.Tests.Multimodal;

public sealed class SquashedClipReaderTests
{
    private readonly IVideoDecoder _decoder = new FFMpegVideoDecoder(new VideoDecodeOptions());

    [Fact]
    public void Whole_frames_are_squashed_as_by_the_reference()
    {
        // The worked example of the specification: one frame of 40 x 50 to 16 x 16.
        var frame = new byte[40 * 50 * 3];
        for (var y = 0; y < 40; y++)
        {
            for (var x = 0; x < 50; x++)
            {
                for (var c = 0; c < 3; c++)
                    frame[(y * 50 + x) * 3 + c] = (byte)(37 * y + 11 * x + 53 * c);
            }
        }
        var squashed = new byte[16 * 16 * 3];
        SquashTransform.Test(16).Apply(frame, 1, 40, 50, null, squashed);
        Assert.Equal(98042, squashed.Sum(value => (int)value));
        Assert.Equal([37, 71, 106, 140, 174, 227, 81, 81, 56, 90, 125, 159, 190, 254, 58, 40], Enumerable.Range(0, 16).Select(x => (int)squashed[x * 3]));
    }

    [Fact]
    public void Training_crops_follow_from_the_seed_and_are_the_same_for_all_frames()
    {
        var frames = new byte[3 * 30 * 40 * 3];
        new Random(1).NextBytes(frames.AsSpan(0, 30 * 40 * 3));
        frames.AsSpan(0, 30 * 40 * 3).CopyTo(frames.AsSpan(30 * 40 * 3));
        frames.AsSpan(0, 30 * 40 * 3).CopyTo(frames.AsSpan(2 * 30 * 40 * 3));
        byte[] Read(int seed, double flip = 0)
        {
            var clip = new byte[3 * 12 * 12 * 3];
            SquashTransform.Train(12, 0.5, flip).Apply(frames, 3, 30, 40, new Random(seed), clip);
            return clip;
        }
        var one = Read(1);
        Assert.Equal(one, Read(1));
        Assert.NotEqual(one, Read(2));
        Assert.Equal(one[..(12 * 12 * 3)], one[(12 * 12 * 3)..(2 * 12 * 12 * 3)]);
        var mirrored = Read(1, flip: 1);
        for (var x = 0; x < 12; x++)
            Assert.Equal(one[x * 3], mirrored[(11 - x) * 3]);
    }

    [Fact]
    public void Frames_are_the_middles_of_equal_intervals_of_what_is_looked_at()
    {
        var video = MLVideo.FromFrames(new byte[600 * 4 * 4 * 3], 600, 4, 4, 10);
        Assert.Equal([7.4, 22.4, 37.4, 52.4], Seconds(null));
        // The first thirty seconds only, as DiDeMo's protocol has it.
        Assert.Equal([3.7, 11.2, 18.7, 26.2], Seconds(TimeSpan.FromSeconds(30)));
        Assert.Equal([7.4, 22.4, 37.4, 52.4], Seconds(TimeSpan.FromSeconds(90)));

        IEnumerable<double> Seconds(TimeSpan? longest) =>
            SquashedClipReader.Test(_decoder, 4, 8, longest).Times(video, CancellationToken.None).Select(time => Math.Round(time.TotalSeconds, 3));
    }

    [Fact]
    public void Pictures_are_told_from_videos_without_opening_them()
    {
        Assert.True(MediaKinds.IsPicture(MLVideo.FromFile("/nowhere/a.JPG")));
        Assert.True(MediaKinds.IsPicture(MLVideo.FromFrames(new byte[4 * 4 * 3], 1, 4, 4, 1)));
        Assert.False(MediaKinds.IsPicture(MLVideo.FromFile("/nowhere/a.mp4")));
        Assert.False(MediaKinds.IsPicture(null));
    }

    [Fact]
    public void Rows_with_the_same_file_and_window_hold_the_same_video()
    {
        var window = MLVideo.FromFile("/videos/a.mp4", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(VideoKey.Of(MLVideo.FromFile("/videos/a.mp4")), VideoKey.Of(MLVideo.FromFile("/videos/../videos/a.mp4")));
        Assert.NotEqual(VideoKey.Of(MLVideo.FromFile("/videos/a.mp4")), VideoKey.Of(window));
        var frames = MLVideo.FromFrames(new byte[4 * 4 * 3], 1, 4, 4, 1);
        Assert.Equal(VideoKey.Of(frames), VideoKey.Of(frames.Window(null, null)));
        Assert.NotEqual(VideoKey.Of(frames), VideoKey.Of(MLVideo.FromFrames(new byte[4 * 4 * 3], 1, 4, 4, 1)));
    }
}
