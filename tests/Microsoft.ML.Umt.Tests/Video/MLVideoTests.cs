namespace Microsoft.ML.Umt.Tests.Video;

public class MLVideoTests
{
    [Fact]
    public void HandlesOpenNothing()
    {
        var video = MLVideo.FromFile("/no/such/file.mp4", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(("/no/such/file.mp4", "/no/such/file.mp4"), (video.Name, video.Path));
        Assert.Equal("/no/such/file.mp4 [00:00:01 .. 00:00:02]", video.ToString());
        Assert.Equal("/no/such/file.mp4", video.Window(null, null).ToString());
        var stream = MLVideo.FromStream(() => throw new InvalidOperationException("opened"), "camera 3");
        Assert.Equal(("camera 3", null), (stream.Name, stream.Path));
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        var video = MLVideo.FromFile("a.mp4");
        Assert.Equal("start", Assert.Throws<ArgumentOutOfRangeException>(() => video.Window(TimeSpan.FromSeconds(-1), null)).ParamName);
        Assert.Equal("end", Assert.Throws<ArgumentOutOfRangeException>(() => video.Window(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2))).ParamName);
        Assert.Equal("end", Assert.Throws<ArgumentOutOfRangeException>(() => video.Window(null, TimeSpan.Zero)).ParamName);
        Assert.Throws<ArgumentException>(() => MLVideo.FromFile(""));
        Assert.Throws<ArgumentException>(() => MLVideo.FromBytes(default));
        Assert.Throws<ArgumentNullException>(() => MLVideo.FromStream(null!));
        Assert.Contains("36 bytes", Assert.Throws<ArgumentException>(() => MLVideo.FromFrames(new byte[35], 1, 3, 4, 25)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => MLVideo.FromFrames(new byte[36], 1, 3, 4, double.NaN));
    }

    [Fact]
    public void DisposedFramesCannotBeRead()
    {
        var frames = VideoFrames.Rent(2, 3, 4, new TimeSpan[2]);
        Assert.Equal(72, frames.Span.Length);
        Assert.Equal(36, frames.Frame(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => frames.Frame(2).Length);
        frames.Dispose();
        frames.Dispose();
        Assert.Throws<ObjectDisposedException>(() => frames.Pixels);
    }
}
