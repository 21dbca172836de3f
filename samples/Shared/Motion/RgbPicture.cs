using FFMpegCore.Pipes;

namespace Samples.Motion;

/// <summary>One frame of a scene as FFMpegCore pipes it to ffmpeg.</summary>
internal sealed class RgbPicture(MotionScene scene, int frame, int size) : IVideoFrame
{
    public int Width => size;

    public int Height => size;

    public string PixelFormat => "rgb24";

    public void Serialize(Stream pipe) => pipe.Write(Draw());

    public Task SerializeAsync(Stream pipe, CancellationToken token) => pipe.WriteAsync(Draw(), token).AsTask();

    private byte[] Draw()
    {
        var pixels = new byte[size * size * 3];
        scene.Draw(frame, pixels);
        return pixels;
    }
}
