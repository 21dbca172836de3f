using System.Diagnostics;

namespace Microsoft.ML.Umt.Benchmarks.Pipeline;

/// <summary>Small clips that ffmpeg makes for a benchmark: two seconds of 160 x 120 at 25 frames a second.</summary>
internal sealed class BenchmarkClips : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umt-bench-");

    public BenchmarkClips(int count) => Files = [.. Enumerable.Range(0, count).Select(Make)];

    public IReadOnlyList<string> Files { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Make(int number)
    {
        var file = Path.Combine(_folder.FullName, $"{number}.mp4");
        using var process = Process.Start(new ProcessStartInfo(
            "ffmpeg",
            ["-nostdin", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=2", "-vf", $"hue=h={number * 7}", "-c:v", "mpeg4", file]))!;
        process.WaitForExit();
        return process.ExitCode == 0 ? file : throw new InvalidOperationException("ffmpeg could not make the clips of the benchmark; is it installed?");
    }
}
