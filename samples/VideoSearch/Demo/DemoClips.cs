using System.Globalization;
using FFMpegCore;
using FFMpegCore.Exceptions;
using FFMpegCore.Pipes;
using VideoSearch.Media;

namespace VideoSearch.Demo;

/// <summary>Home-made clips as files: one shape each, and reels that show several shapes one after the other. A text beside each says what it shows.</summary>
internal static class DemoClips
{
    private const int Size = 256, ScenesOfReel = 6;

    /// <summary>Makes the clips that are not there yet.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="seed">Another one than that of the training: the model must not have seen what it is shown.</param>
    /// <param name="cancellationToken">Ends the work; no half file is left.</param>
    /// <param name="singles">How many clips of one shape; at most 48.</param>
    /// <param name="reels">How many reels; at most 10.</param>
    public static void Make(string folder, int seed, CancellationToken cancellationToken, int singles = 48, int reels = 6)
    {
        var clips = ShapeClip.Draw(rounds: 1, seed);
        var files = Enumerable.Range(0, singles).Select(i => (Name: $"clip {i + 1:d2}", Scenes: (ShapeClip[])[clips[i]]))
            .Concat(Enumerable.Range(0, reels).Select(i => (Name: $"reel {i + 1}", Scenes: clips.Skip(singles + i * ScenesOfReel).Take(ScenesOfReel).ToArray())));
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Directory.CreateDirectory(folder);
        Parallel.ForEach(files.ToList(), options, file => MakeFile(Path.Combine(folder, file.Name), file.Scenes));
    }

    private static void MakeFile(string path, IReadOnlyList<ShapeClip> scenes)
    {
        string text = path + ".txt";
        if (File.Exists(text))
            return;
        foreach (var codec in BrowserCodec.InOrder)
        {
            try
            {
                Encode(scenes, path, codec);
                break;
            }
            catch (FFMpegException) when (codec != BrowserCodec.InOrder[^1])
            {
                // This ffmpeg cannot write the codec: the next one.
            }
        }
        // Written last: where the text is, the clip is whole.
        File.WriteAllText(text, string.Join(", then ", scenes.Select(scene => scene.Caption)));
    }

    private static void Encode(IReadOnlyList<ShapeClip> scenes, string path, BrowserCodec codec)
    {
        var frames = scenes.Select(scene => new ShapeScene(scene))
            .SelectMany(scene => Enumerable.Range(0, ShapeScene.FrameCount).Select(frame => new ShapePicture(scene, frame, Size)));
        string unfinished = string.Create(CultureInfo.InvariantCulture, $"{path}.part{codec.Extension}");
        FFMpegArguments
            .FromPipeInput(new RawVideoPipeSource(frames) { FrameRate = ShapeScene.FrameRate })
            .OutputToFile(unfinished, overwrite: true, options => options.WithCustomArgument($"{codec.Arguments} -threads 1"))
            .ProcessSynchronously(throwOnError: true, new FFOptions { BinaryFolder = Environment.GetEnvironmentVariable("UMT_FFMPEG_FOLDER") ?? "" });
        File.Move(unfinished, path + codec.Extension, overwrite: true);
    }
}
