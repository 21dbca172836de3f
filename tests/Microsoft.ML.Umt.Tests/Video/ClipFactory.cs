using System.Diagnostics;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>A folder of its own, with clips made by ffmpeg; removed at the end.</summary>
public sealed class ClipFactory : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("umt-clips-").FullName;

    /// <summary>20 frames of 64x48 at 10 per second, each frame different.</summary>
    public string Small => Make("small.mp4", "-f lavfi -i testsrc2=size=64x48:rate=10:duration=2 -c:v libx264 -pix_fmt yuv420p");

    /// <summary>A file made with the given ffmpeg arguments, once.</summary>
    public string Make(string name, string arguments)
    {
        var path = Path.Combine(Folder, name);
        lock (this)
        {
            if (!File.Exists(path))
                Run($"-nostdin -v error {arguments} \"{path}\"");
        }

        return path;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A folder with shell scripts in place of the two programs.</summary>
    public string FakePrograms(string name, string ffmpeg, string ffprobe)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
        foreach (var (program, script) in (ReadOnlySpan<(string, string)>)[("ffmpeg", ffmpeg), ("ffprobe", ffprobe)])
        {
            var path = Path.Combine(folder, program);
            File.WriteAllText(path, $"#!/bin/sh\ncase \"$*\" in *-version*) exit 0;; esac\n{script}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Run(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"ffmpeg {arguments}: {error}");
    }
}
