using System.Diagnostics;

namespace Microsoft.ML.Umt.Tests.Conformance;

/// <summary>Small video files that ffmpeg makes once per run, and small videos in memory.</summary>
internal static class TinyVideos
{
    private static readonly Lazy<string> Made = new(Make);

    /// <summary>The folder with <c>0.mp4</c> to <c>3.mp4</c>, 20 frames of 64 x 48 each, and <c>broken.mp4</c>, which is none.</summary>
    public static string Folder => Made.Value;

    public static IEnumerable<TwoProcess.Input> Rows() =>
        Enumerable.Range(0, 4).Select(number => new TwoProcess.Input { Path = $"{number}.mp4", Label = number % 2 == 0 ? "even" : "odd" });

    /// <summary>Frames of noise, the same for the same seed.</summary>
    public static MLVideo InMemory(int seed, int frames = 6, int height = 40, int width = 48)
    {
        var pixels = new byte[frames * height * width * 3];
        new Random(seed).NextBytes(pixels);
        return MLVideo.FromFrames(pixels, frames, height, width, 25, $"noise {seed}");
    }

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("umt-tiny-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        for (var number = 0; number < 4; number++)
            Ffmpeg(["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=2", "-vf", $"hue=h={90 * number}", "-c:v", "mpeg4", Path.Combine(folder, $"{number}.mp4")]);
        File.WriteAllText(Path.Combine(folder, "broken.mp4"), "This is no video.");
        return folder;
    }

    private static void Ffmpeg(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-loglevel", "error", .. arguments]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ffmpeg could not make a test video: {error}");
    }
}
