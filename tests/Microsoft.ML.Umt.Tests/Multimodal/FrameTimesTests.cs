using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Tests.Video;

namespace Microsoft.ML.Umt.Tests.Multimodal;

/// <summary>When the frames that a model looks at are shown, whether or not they are evenly spaced.</summary>
public sealed class FrameTimesTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    private readonly IVideoDecoder _decoder = new FFMpegVideoDecoder();

    [Fact]
    public void Frames_of_a_variable_rate_have_the_times_of_the_file()
    {
        // Two seconds at 20 frames a second, then eight at 5: 80 frames, 8 a second on average.
        var video = MLVideo.FromFile(clips.Make(
            "variable.mkv", "-f lavfi -i testsrc2=size=64x48:rate=20:duration=10 -vf select='lt(n,40)+not(mod(n,4))' -c:v libx264 -pix_fmt yuv420p"));
        var info = _decoder.Probe(video);
        Assert.Equal((80, true), (info.FrameCount, info.HasVariableFrameRate));
        Assert.Equal([0.45, 1.45, 3.8, 7.8], Seconds(video, null));
        using var decoded = _decoder.Decode(video, [9, 29, 49, 69]);
        Assert.Equal(decoded.Times, SquashedClipReader.Test(_decoder, 4, 8).Times(video, CancellationToken.None));

        // Three seconds hold 45 frames, by the average rate they would be 24.
        Assert.Equal([0.25, 0.8, 1.35, 1.9], Seconds(video, 3));
        Assert.Equal(Seconds(video, null), Seconds(video, 60));
        // Times are those of the whole video, the limit counts from the window's first frame.
        var window = video.Window(TimeSpan.FromSeconds(2), null);
        Assert.Equal([2.8, 4.8, 6.8, 8.8], Seconds(window, null));
        Assert.Equal([2.2, 2.8, 3.6, 4.4], Seconds(window, 3));
        Assert.Equal(2, Assert.Single(Seconds(window, 0.01).Distinct()));
    }

    [Fact]
    public void Frames_of_a_constant_rate_are_counted_as_ever()
    {
        var video = MLVideo.FromFile(clips.Small);
        Assert.Equal([0.2, 0.7, 1.2, 1.7], Seconds(video, null));
        Assert.Equal([0, 0.3, 0.5, 0.8], Seconds(video, 1));
        Assert.Equal([1, 1.3, 1.5, 1.8], Seconds(video.Window(TimeSpan.FromSeconds(1), null), null));
        var all = _decoder.FrameTimes(video).ToArray();
        Assert.Equal(Enumerable.Range(0, 20).Select(frame => frame / 10.0), all.Select(time => Math.Round(time, 6)));
    }

    private IEnumerable<double> Seconds(MLVideo video, double? longest) => SquashedClipReader
        .Test(_decoder, 4, 8, longest is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
        .Times(video, CancellationToken.None)
        .Select(time => Math.Round(time.TotalSeconds, 3));
}
