using FFMpegCore;
using FFMpegCore.Pipes;

namespace Samples.Motion;

/// <summary>Makes labelled clips with ffmpeg, one sub-folder for each class, so that the sample runs without any download.</summary>
internal static class MotionClipMaker
{
    public const int Size = 64;
    public const int Frames = 24;
    public const int FrameRate = 24;

    /// <summary>Makes <paramref name="perClass"/> clips of every class unless they are there already.</summary>
    /// <param name="folder">Folder for the class folders.</param>
    /// <param name="perClass">Clips of each class.</param>
    /// <param name="seed">The same seed makes the same clips; training and held-out clips have different ones.</param>
    public static void Make(string folder, int perClass, int seed)
    {
        var wanted =
            from motion in Enum.GetValues<MotionClass>()
            from number in Enumerable.Range(0, perClass)
            let path = Path.Combine(folder, motion.ToString().ToLowerInvariant(), $"{seed}_{number:d3}.mp4")
            where !File.Exists(path)
            select (motion, number, path);

        // ffmpeg needs a moment to start; a few at a time keep all processors busy.
        Parallel.ForEach(wanted.ToList(), clip =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(clip.path)!);
            var random = new Random(HashCode(seed, (int)clip.motion, clip.number));
            Encode(new MotionScene(clip.motion, Size, Frames, random), clip.path);
        });
    }

    private static void Encode(MotionScene scene, string path)
    {
        var frames = Enumerable.Range(0, Frames).Select(frame => new RgbPicture(scene, frame, Size));
        // Written under another name first: an interrupted run leaves no half clip that looks finished.
        string unfinished = Path.ChangeExtension(path, ".part.mp4");
        FFMpegArguments
            .FromPipeInput(new RawVideoPipeSource(frames) { FrameRate = FrameRate })
            .OutputToFile(unfinished, overwrite: true, options => options
                .WithVideoCodec("mpeg4")
                .WithCustomArgument("-pix_fmt yuv420p -q:v 3 -threads 1"))
            .ProcessSynchronously();
        File.Move(unfinished, path, overwrite: true);
    }

    // System.HashCode differs from process to process; clips must not.
    private static int HashCode(int seed, int motion, int number) => unchecked((seed * 31 + motion) * 100_003 + number);
}
