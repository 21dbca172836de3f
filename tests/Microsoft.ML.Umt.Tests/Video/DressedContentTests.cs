using System.Net;
using System.Net.Sockets;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Playlists, scripts and other content that makes ffmpeg open more than the file, named like a video.</summary>
public sealed class DressedContentTests : IClassFixture<ClipFactory>, IDisposable
{
    private readonly ClipFactory _clips;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public DressedContentTests(ClipFactory clips)
    {
        _clips = clips;
        _listener.Start();
    }

    public static TheoryData<string, string> Contents => new()
    {
        { "hls", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{url}/a.ts\n#EXT-X-ENDLIST\n" },
        { "hls of the local file", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{file}\n#EXT-X-ENDLIST\n" },
        { "hls over concat", "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nconcat:{url}/a|file:///etc/passwd\n#EXT-X-ENDLIST\n" },
        { "concat script", "ffconcat version 1.0\nfile '{url}/a.mp4'\n" },
        { "concat script of the local file", "ffconcat version 1.0\nfile '{file}'\n" },
        { "dash", "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT2S\" profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>{url}/a.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>" },
        { "sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\na=rtpmap:96 H264/90000\n" },
        { "subtitle", "1\n00:00:00,000 --> 00:00:01,000\nhello\n" },
        { "imf", "<?xml version=\"1.0\"?><CompositionPlaylist xmlns=\"http://www.smpte-ra.org/schemas/2067-3/2016\"><Id>urn:uuid:0</Id></CompositionPlaylist>" },
        { "svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"><image xlink:href=\"{url}/a.png\"/></svg>" },
        { "text", "this is not a video\n" },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void OpensNothingElseAndSaysWhy(string what, string content)
    {
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        var text = content.Replace("{url}", $"http://127.0.0.1:{port}").Replace("{port}", $"{port}").Replace("{file}", _clips.Small);
        foreach (var extension in (string[])["mp4", "m3u8", "ffconcat", "mpd", "avi"])
        {
            var video = MLVideo.FromFile(_clips.Write($"dressed {what}.{extension}", text));
            var error = Assert.Throws<VideoDecodeException>(() => new FFMpegVideoDecoder().Probe(video));
            Assert.True(error.Error is VideoDecodeError.Refused or VideoDecodeError.NotAVideo, error.Message);
            Assert.Contains(video.Name, error.Message);
            Assert.False(_listener.Pending(), $"{what} as .{extension} opened a connection.");
        }
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void TheSameFromMemory(string what, string content)
    {
        var url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        var video = MLVideo.FromBytes(System.Text.Encoding.UTF8.GetBytes(content.Replace("{url}", url).Replace("{file}", _clips.Small)), what);
        Assert.Throws<VideoDecodeException>(() => new FFMpegVideoDecoder().Decode(video, [0]));
        Assert.False(_listener.Pending());
    }

    public void Dispose() => _listener.Dispose();
}
