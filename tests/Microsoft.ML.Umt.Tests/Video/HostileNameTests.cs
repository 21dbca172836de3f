using System.Net;
using System.Net.Sockets;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>File names that mean something to shells, argument parsers and ffmpeg itself.</summary>
public class HostileNameTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    private static readonly string[] Names =
    [
        "with space.mp4", "a \"quoted\" name.mp4", "it's.mp4", "\" -y \"injected.mp4", "-leading.mp4", "--help", "-i.mp4", "new\nline.mp4", "tab\there.mp4", "carriage\r.mp4",
        "%d.mp4", "%03d_%s.mp4", "concat:a.mp4|b.mp4", "http:example.mp4", "pipe:0", "file:x.mp4", "subfile,,start,0,end,9,,:x.mp4", "data:video;base64,AAAA.mp4",
        "emoji 🎬 видео 動画.mp4", "back\\slash.mp4", "ends with backslash\\", "$(touch pwned).mp4", "`id`;&|<>.mp4", "*?[a].mp4", "no extension", ".hidden.mp4", "two..dots.mp4", "#hash?query=1.mp4",
    ];

    [LinuxFact]
    public void EveryNameGivesTheRightFrames()
    {
        var decoder = new FFMpegVideoDecoder();
        using var expected = decoder.Decode(MLVideo.FromFile(clips.Small), [0, 7, 19]);
        foreach (var name in Names)
        {
            var folder = Directory.CreateDirectory(Path.Combine(clips.Folder, "names \"quoted\" \\ folder")).FullName;
            var path = Path.Combine(folder, name);
            File.Copy(clips.Small, path, overwrite: true);

            var video = MLVideo.FromFile(path);
            Assert.Equal(20, decoder.Probe(video).FrameCount);
            using var frames = decoder.Decode(video, [0, 7, 19]);
            Assert.True(expected.Span.SequenceEqual(frames.Span), $"'{name}' gave other frames.");
            Assert.Single(Directory.GetFileSystemEntries(folder));
            File.Delete(path);
        }

        Assert.False(File.Exists("pwned"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/a.mp4")]
    [InlineData("https://127.0.0.1:{0}/a.mp4")]
    [InlineData("rtmp://127.0.0.1:{0}/live")]
    [InlineData("tcp://127.0.0.1:{0}")]
    [InlineData("ftp://127.0.0.1:{0}/a.mp4")]
    [InlineData("concat:http://127.0.0.1:{0}/a.mp4")]
    [InlineData("async:http://127.0.0.1:{0}/a.mp4")]
    [InlineData("subfile,,start,0,end,9,,:http://127.0.0.1:{0}/a.mp4")]
    [InlineData("data:video/mp4;base64,AAAA{0}")]
    public void UrlsAreRefusedWithoutATouchOfTheNetwork(string form)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, ((IPEndPoint)listener.LocalEndpoint).Port);
        var error = Assert.Throws<VideoDecodeException>(() => new FFMpegVideoDecoder().Probe(MLVideo.FromFile(url)));
        Assert.Equal(VideoDecodeError.Refused, error.Error);
        Assert.Contains(url, error.Message);
        Assert.Contains("only local files", error.Message);
        Assert.False(listener.Pending());
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamed()
    {
        var decoder = new FFMpegVideoDecoder();
        var missing = Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile("no/such/file.mp4")));
        Assert.Equal(VideoDecodeError.NotFound, missing.Error);
        Assert.Contains(Path.GetFullPath("no/such/file.mp4"), missing.Message);
        Assert.Contains("folder", Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile(clips.Folder))).Message);
        Assert.Equal(VideoDecodeError.NotFound, Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile("a\0b.mp4"))).Error);
    }

    [LinuxFact]
    public void LinksAndSpecialFilesAreSeenThrough()
    {
        var decoder = new FFMpegVideoDecoder();
        var link = Path.Combine(clips.Folder, "link.mp4");
        File.CreateSymbolicLink(link, clips.Small);
        Assert.Equal(20, decoder.Probe(MLVideo.FromFile(link)).FrameCount);

        var dangling = Path.Combine(clips.Folder, "dangling.mp4");
        File.CreateSymbolicLink(dangling, "/no/such/target.mp4");
        Assert.Equal(VideoDecodeError.NotFound, Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile(dangling))).Error);
        Assert.Equal(VideoDecodeError.NotAVideo, Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile("/dev/zero"))).Error);
    }
}
