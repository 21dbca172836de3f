using Microsoft.ML.Umt;

namespace VideoSearch.Demo;

/// <summary>Home-made clips in memory: no file, no ffmpeg.</summary>
internal static class DrawnVideo
{
    public const int ImageSize = 64;

    private const int Step = 2, Kept = ShapeScene.FrameCount / Step, FrameBytes = ImageSize * ImageSize * 3;

    public static MLVideo Of(ShapeClip clip)
    {
        var scene = new ShapeScene(clip);
        var pixels = new byte[Kept * FrameBytes];
        for (int i = 0; i < Kept; i++)
            scene.Draw(i * Step, ImageSize, pixels.AsSpan(i * FrameBytes, FrameBytes));
        return MLVideo.FromFrames(pixels, Kept, ImageSize, ImageSize, (double)ShapeScene.FrameRate / Step, clip.Caption);
    }
}
