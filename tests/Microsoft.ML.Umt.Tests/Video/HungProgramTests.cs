using System.Diagnostics;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Video;

/// <summary>Programs that hang, die or are missing.</summary>
public class HungProgramTests(ClipFactory clips) : IClassFixture<ClipFactory>
{
    private const string RealProbe = "exec ffprobe \"$@\"";

    [LinuxFact]
    public void AHungFfmpegIsEndedWithItsChildren()
    {
        var word = NewNumber();
        var folder = clips.FakePrograms("hung", $"echo the last words >&2\nsleep {word}", RealProbe);
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder, Timeout = TimeSpan.FromSeconds(3) });
        var clock = Stopwatch.StartNew();
        var error = Assert.Throws<VideoDecodeException>(() => decoder.Decode(MLVideo.FromFile(clips.Small), [0]));
        Assert.Equal(VideoDecodeError.TimedOut, error.Error);
        Assert.Contains("Timeout", error.Message);
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 20);
        Assert.Empty(LiveProcesses.With(word));
    }

    [LinuxFact]
    public void AHungFfprobeIsEndedWithItsChildren()
    {
        var word = NewNumber();
        var folder = clips.FakePrograms("hungprobe", "exit 1", $"sleep {word} & wait");
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder, Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(VideoDecodeError.TimedOut, Assert.Throws<VideoDecodeException>(() => decoder.Probe(MLVideo.FromFile(clips.Small))).Error);
        Assert.Empty(LiveProcesses.With(word));
    }

    [LinuxFact]
    public void CancellationEndsEverything()
    {
        var word = NewNumber();
        var folder = clips.FakePrograms("cancelled", $"sleep {word}", RealProbe);
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder });
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => decoder.Decode(MLVideo.FromBytes(File.ReadAllBytes(clips.Small)), [0], cancel.Token));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
        Assert.Empty(LiveProcesses.With(word));
        Assert.ThrowsAny<OperationCanceledException>(() => decoder.Probe(MLVideo.FromFile(clips.Folder + "/cancelled/ffmpeg"), new CancellationToken(true)));
    }

    [LinuxFact]
    public void CancellationInTheMiddleOfRealWorkLeavesNoProcess()
    {
        var path = clips.Make("long.mp4", "-f lavfi -i testsrc2=size=1280x720:rate=30:duration=20 -c:v libx264 -preset ultrafast -pix_fmt yuv420p");
        var decoder = new FFMpegVideoDecoder();
        for (var delay = 20; delay <= 320; delay *= 2)
        {
            using var cancel = new CancellationTokenSource(delay);
            try
            {
                decoder.Decode(MLVideo.FromFile(path), [0, 300, 599], cancel.Token).Dispose();
            }
            catch (OperationCanceledException)
            {
                // What happens unless the machine is very fast.
            }
        }

        Assert.Empty(LiveProcesses.With(path));
    }

    [LinuxFact]
    public void ADyingFfmpegIsReportedWithItsLastWords()
    {
        var folder = clips.FakePrograms("dying", "echo 'out of cheese' >&2\nexit 3", RealProbe);
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder });
        var error = Assert.Throws<VideoDecodeException>(() => decoder.Decode(MLVideo.FromFile(clips.Small), [0]));
        Assert.Contains("out of cheese", error.Message);
        Assert.Contains("code 3", error.Message);
    }

    [Fact]
    public void MissingProgramsAreNamedWithTheFix()
    {
        var folder = Directory.CreateDirectory(Path.Combine(clips.Folder, "nothing")).FullName;
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder });
        var error = Assert.Throws<FfmpegNotFoundException>(() => decoder.Decode(MLVideo.FromFile(clips.Small), [0]));
        Assert.Contains("apt-get install ffmpeg", error.Message);
        Assert.Contains(folder, error.Message);
        Assert.Contains("FfmpegFolder", error.Message);
    }

    [LinuxFact]
    public void AClipTakesOneStartOfEachProgram()
    {
        var log = Path.Combine(clips.Folder, "starts.log");
        var folder = clips.FakePrograms("counted", $"echo ffmpeg >> '{log}'\nexec ffmpeg \"$@\"", $"echo ffprobe >> '{log}'\nexec ffprobe \"$@\"");
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder });
        var video = MLVideo.FromFile(clips.Small);
        var count = decoder.Probe(video).FrameCount;
        decoder.Decode(video, [0, count - 1, 0]).Dispose();
        Assert.Equal(["ffmpeg", "ffprobe"], File.ReadAllLines(log).Order());
        decoder.Decode(MLVideo.FromFile(clips.Small), [1]).Dispose();
        Assert.Equal(3, File.ReadAllLines(log).Length);
    }

    [LinuxFact]
    public void BothProgramsGetTheLimits()
    {
        var log = Path.Combine(clips.Folder, "arguments.log");
        var folder = clips.FakePrograms("logged", $"echo \"ffmpeg $*\" >> '{log}'\nexec ffmpeg \"$@\"", $"echo \"ffprobe $*\" >> '{log}'\nexec ffprobe \"$@\"");
        new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = folder, MaxPixelsPerFrame = 123_456 }).Decode(MLVideo.FromFile(clips.Small), [0]).Dispose();
        var lines = File.ReadAllLines(log);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("-max_pixels 123456 ", line));
        Assert.Contains("-read_intervals %+#2000001 ", Assert.Single(lines, line => line.StartsWith("ffprobe", StringComparison.Ordinal)));
    }

    [Fact]
    public void TheListOfPacketsIsBounded()
    {
        var options = new VideoDecodeOptions();
        Assert.Equal(20, new FfmpegRunner(options, maxPackets: 20).Probe("small", clips.Small, CancellationToken.None).FrameCount);
        var error = Assert.Throws<VideoDecodeException>(() => new FfmpegRunner(options, maxPackets: 19).Probe("small", clips.Small, CancellationToken.None));
        Assert.Equal(VideoDecodeError.LimitExceeded, error.Error);
        Assert.Contains("more than 19 frames", error.Message);
    }

    [LinuxFact]
    public void OnlyOurOwnTrialStartsAreEnded()
    {
        var program = clips.Write("trial", $"sleep {NewNumber()}\n");
        using var foreign = Process.Start("/bin/sh", ["-c", $"/bin/sh '{program}' -version; true"]);
        using var own = Process.Start("/bin/sh", [program, "-version"]);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => LiveProcesses.With($"{program} -version").Count == 2, TimeSpan.FromSeconds(20)));
            ChildProcesses.Kill(InputGuard.NewMarker(), program);
            Assert.True(own.WaitForExit(TimeSpan.FromSeconds(20)));
            Assert.False(foreign.HasExited);
            Assert.Single(LiveProcesses.With($"{program} -version"));
        }
        finally
        {
            foreign.Kill(entireProcessTree: true);
            own.Kill(entireProcessTree: true);
        }
    }

    [LinuxFact]
    public void TheEnvironmentNamesTheFolderUnlessTheOptionsDo()
    {
        var folder = clips.FakePrograms("environment", "exit 1", "echo 'the folder of the environment' >&2\nexit 1");
        var output = ChildProcess.Run(ProbeTwice, [clips.Small, Path.GetDirectoryName(FindOnPath("ffprobe"))!], new Dictionary<string, string?> { ["UMT_FFMPEG_FOLDER"] = folder }).Succeeded();
        Assert.Contains("the folder of the environment", output);
        Assert.Contains("20 frames", output);
    }

    private static int ProbeTwice(string[] args)
    {
        var video = MLVideo.FromFile(args[0]);
        Console.WriteLine(Assert.Throws<VideoDecodeException>(() => new FFMpegVideoDecoder().Probe(video)).Message);
        Console.WriteLine($"{new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = args[1] }).Probe(video).FrameCount} frames");
        return 0;
    }

    private static string FindOnPath(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).First(File.Exists);

    private static string NewNumber() => $"{Random.Shared.Next(1000, 9999)}.{Random.Shared.Next(100000, 999999)}";
}
