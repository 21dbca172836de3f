using System.Diagnostics;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Every odd and synthetic file with the default options: frames or the documented error, in bounded time, and nothing left behind.</summary>
public class HostileContentTests
{
    [SharedTheory(CountsCsv.Folder)]
    [InlineData("odd")]
    [InlineData("synthetic")]
    public void EveryFileGivesFramesOrAnErrorAndLeavesNothing(string folder)
    {
        var temporary = Directory.CreateTempSubdirectory("umt-hostile-");
        try
        {
            var result = ChildProcess.Run(ReadAll, [SharedData.Path($"{CountsCsv.Folder}/{folder}")], new Dictionary<string, string?> { ["TMPDIR"] = temporary.FullName });
            result.Succeeded();
            Assert.DoesNotContain(temporary.EnumerateFileSystemInfos(), entry => entry.Name.StartsWith("CoreFxPipe_FFMpeg", StringComparison.Ordinal) || entry.Name.StartsWith("umt-", StringComparison.Ordinal));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static int ReadAll(string[] args)
    {
        var decoder = new FFMpegVideoDecoder();
        var (readable, refused) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(args[0], "*", SearchOption.AllDirectories))
        {
            foreach (var video in (MLVideo[])[MLVideo.FromFile(path), MLVideo.FromStream(() => File.OpenRead(path), path)])
            {
                var clock = Stopwatch.StartNew();
                try
                {
                    var info = decoder.Probe(video);
                    using var frames = decoder.Decode(video, [0, info.FrameCount / 2, info.FrameCount - 1]);
                    readable++;
                }
                catch (VideoDecodeException error)
                {
                    Assert.Contains(path, error.Message);
                    refused++;
                }

                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{path} took {clock.Elapsed}.");
            }
        }

        Assert.True(readable > 0, $"None of the {refused} videos in {args[0]} could be read.");
        if (OperatingSystem.IsLinux())
            Assert.Empty(LiveProcesses.Children());
        return 0;
    }
}
