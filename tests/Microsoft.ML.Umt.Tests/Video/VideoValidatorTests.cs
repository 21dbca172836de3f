using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

public class VideoValidatorTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void EveryBadRowIsReportedAtOnce()
    {
        var text = clips.Write("text.mp4", "not a video");
        var data = _context.Data.LoadFromEnumerable<Row>(
        [
            new() { Video = MLVideo.FromFile(clips.Small) }, new() { Video = MLVideo.FromFile("/missing.mp4") }, new() { Video = MLVideo.FromFile(clips.Small, TimeSpan.FromSeconds(1)) },
            new() { Video = MLVideo.FromFile(text) }, new() { Video = null }, new() { Video = MLVideo.FromStream(() => throw new InvalidOperationException("unplugged"), "camera") },
        ]);
        var report = new VideoValidator().Validate(data);
        Assert.Equal(2, report.ValidCount);
        Assert.Equal([1L, 3, 4, 5], report.Invalid.Select(video => video.Row));
        Assert.Equal(["/missing.mp4", text, "", "camera"], report.Invalid.Select(video => video.Name));
        Assert.Contains("unplugged", report.Invalid[3].Reason);
        var error = Assert.Throws<InvalidVideosException>(report.ThrowIfInvalid);
        Assert.Contains("4 of 6", error.Message);
        Assert.Contains("row 3", error.Message);
        Assert.Same(report, error.Report);
    }

    [Fact]
    public void AGoodColumnPasses()
    {
        foreach (var all in (bool[])[false, true])
        {
            var report = new VideoValidator(options: new VideoValidationOptions { DecodeAllFrames = all }).Validate([MLVideo.FromFile(clips.Small), MLVideo.FromFrames(new byte[36], 1, 3, 4, 5)]);
            report.ThrowIfInvalid();
            Assert.Equal(2, report.ValidCount);
        }
    }

    [SharedFact(CountsCsv.Folder)]
    public void DecodingAllFramesFindsDamageInTheMiddle()
    {
        MLVideo[] videos = [MLVideo.FromFile(SharedData.Path($"{CountsCsv.Folder}/synthetic/bitflips.mp4")), MLVideo.FromFile(SharedData.Path($"{CountsCsv.Folder}/{CountsCsv.Rows[0].File}"))];
        var report = new VideoValidator(options: new VideoValidationOptions { DecodeAllFrames = true }).Validate(videos);
        Assert.Equal([0L], report.Invalid.Select(video => video.Row));
    }

    [Fact]
    public void WrongColumnsAreNamed()
    {
        var data = _context.Data.LoadFromEnumerable([new Named { Path = "a.mp4" }]);
        var validator = new VideoValidator();
        Assert.Contains("'Path'", Assert.Throws<ArgumentException>(() => validator.Validate(data)).Message);
        Assert.Contains("LoadVideos", Assert.Throws<ArgumentException>(() => validator.Validate(data, "Path")).Message);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => validator.Validate([MLVideo.FromFile(clips.Small)], cancelled.Token));
    }

    [Fact]
    public void AMissingProgramIsNoVideosFault() =>
        Assert.Throws<FfmpegNotFoundException>(() => new VideoValidator(new VideoDecodeOptions { FfmpegFolder = clips.Folder }).Validate([MLVideo.FromFile(clips.Small)]));

    private sealed class Row
    {
        public MLVideo? Video { get; set; }
    }

    private sealed class Named
    {
        public string Path { get; set; } = "";
    }
}
