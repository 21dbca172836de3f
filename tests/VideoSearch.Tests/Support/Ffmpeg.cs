using System.Collections.Concurrent;
using System.Diagnostics;

namespace VideoSearch.Tests.Support;

/// <summary>Makes small videos. Each kind is made once and copied from then on.</summary>
internal static class Ffmpeg
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("video-search-clips-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    });

    private static readonly ConcurrentDictionary<string, string> Made = new();

    /// <summary>A video of plain colours, one after the other, each of the same length.</summary>
    /// <param name="path">Where; the ending decides on container and codec.</param>
    /// <param name="secondsEach">Length of each colour.</param>
    /// <param name="colours">Names that ffmpeg knows.</param>
    public static void Colours(string path, double secondsEach, params string[] colours)
    {
        string extension = Path.GetExtension(path);
        string source = Made.GetOrAdd($"{extension} {secondsEach} {string.Join(' ', colours)}", _ => Make(extension, secondsEach, colours));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(source, path, overwrite: true);
        // A copy has the time of its source; a file that is replaced must look changed.
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
    }

    private static string Make(string extension, double secondsEach, string[] colours)
    {
        string path = Path.Combine(Folder.Value, $"{Made.Count}-{Guid.NewGuid():N}{extension}");
        var arguments = new List<string> { "-v", "error", "-y" };
        foreach (string colour in colours)
            arguments.AddRange(["-f", "lavfi", "-i", FormattableString.Invariant($"color={colour}:size=160x120:rate=10:duration={secondsEach}")]);
        string inputs = string.Concat(Enumerable.Range(0, colours.Length).Select(i => $"[{i}:v]"));
        arguments.AddRange(["-filter_complex", $"{inputs}concat=n={colours.Length}:v=1,format=yuv420p[v]", "-map", "[v]"]);
        arguments.AddRange(extension == ".avi" ? ["-c:v", "mpeg4"] : ["-c:v", "libx264", "-preset", "ultrafast", "-movflags", "+faststart"]);
        arguments.Add(path);
        Run(arguments);
        return path;
    }

    private static void Run(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
