using System.Diagnostics;

namespace Microsoft.ML.Umt.Benchmarks.Decode;

/// <summary>The videos to decode: a folder of the user's, or clips made here and removed afterwards.</summary>
internal sealed class ClipSet : IDisposable
{
    private static readonly string[] Extensions = [".mp4", ".avi", ".mkv", ".webm", ".mov"];
    private readonly string? _temporary;

    private ClipSet(string folder, string? temporary, string description)
    {
        _temporary = temporary;
        Description = description;
        Paths = [.. Directory.EnumerateFiles(folder).Where(path => Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order()];
        if (Paths.Count == 0)
            throw new DirectoryNotFoundException($"'{folder}' holds no video ({string.Join(' ', Extensions)}).");
    }

    /// <summary>What they are.</summary>
    public string Description { get; }

    /// <summary>Their paths.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Takes the folder, or makes 24 clips: 10 seconds of 340x256 at 25 per second with noise and motion, the size of Kinetics clips.</summary>
    public static ClipSet Create(string? folder)
    {
        if (folder is not null)
            return new ClipSet(folder, null, folder);
        var temporary = Directory.CreateTempSubdirectory("umt-decode-").FullName;
        for (var i = 0; i < 24; i++)
        {
            var source = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mandelbrot=size=340x256:rate=25:start_scale={3.0 / (i + 1):0.###},noise=alls=8:allf=t");
            using var process = Process.Start("ffmpeg", ["-nostdin", "-v", "error", "-f", "lavfi", "-i", source, "-t", "10", "-c:v", "libx264", "-preset", "fast", "-pix_fmt", "yuv420p", Path.Combine(temporary, $"{i:00}.mp4")]);
            process.WaitForExit();
        }

        return new ClipSet(temporary, temporary, "made here: H.264, 340x256, 10 s at 25 per second");
    }

    public void Dispose()
    {
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }
}
