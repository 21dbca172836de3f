using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Which stream ffmpeg itself would choose.</summary>
internal static partial class Streams
{
    public static int LargestOf(string path)
    {
        var start = new ProcessStartInfo("ffprobe") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-v", "quiet", "-select_streams", "V", "-show_entries", "stream=index,width,height", "-of", "compact=p=0", path])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var streams = Stream().Matches(process.StandardOutput.ReadToEnd())
            .Select(match => (Index: int.Parse(match.Groups[1].Value), Area: long.Parse(match.Groups[2].Value) * long.Parse(match.Groups[3].Value)));
        return streams.OrderByDescending(stream => stream.Area).Select(stream => stream.Index).FirstOrDefault();
    }

    [GeneratedRegex(@"index=(\d+)\|width=(\d+)\|height=(\d+)")]
    private static partial Regex Stream();
}
