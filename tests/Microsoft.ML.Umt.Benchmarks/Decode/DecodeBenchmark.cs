using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Decode;

/// <summary>Clips per second of the decoder by worker count, against bare ffprobe and ffmpeg processes doing the same, in one run on one machine.</summary>
internal static class DecodeBenchmark
{
    private const int FramesPerClip = 8;
    private const double LeastShareOfBare = 0.9;
    private const double MostStarts = 2;

    /// <summary>Runs the comparison; returns 1 if the decoder is more than 10 percent behind or starts more than two processes per clip.</summary>
    /// <param name="args"><c>--clips FOLDER</c> for own videos (default: clips made here), <c>--rounds N</c> (default 5), <c>--workers 1,2,4</c>.</param>
    public static int Run(string[] args)
    {
        using var clips = ClipSet.Create(Option(args, "--clips"));
        var rounds = int.Parse(Option(args, "--rounds") ?? "5", CultureInfo.InvariantCulture);
        var workers = (Option(args, "--workers") ?? "1,2,4").Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture)).ToArray();
        Console.WriteLine($"{clips.Paths.Count} clips ({clips.Description}), {FramesPerClip} frames each in stored size, probe + decode, median of {rounds} rounds, {Environment.ProcessorCount} processors");

        CheckSameFrames(clips.Paths);
        Console.WriteLine($"{"workers",8} {"decoder",12} {"bare ffmpeg",12} {"decoder/bare",13}   process starts per clip");
        var measured = new List<(int Workers, double Share, double Starts)>();
        foreach (var count in workers)
        {
            var (ours, bare) = (new List<double>(), new List<double>());
            // In turn, so that a busy moment of the machine hits both.
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Rate(clips.Paths, count, OursFor()));
                bare.Add(Rate(clips.Paths, count, path => BareFfmpeg.Decode(path, FramesPerClip).Length));
            }

            var (a, b) = (Median(ours), Median(bare));
            var starts = ProcessStarts(clips.Paths, count);
            measured.Add((count, a / b, starts));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,8} {a,9:0.00}/s {b,10:0.00}/s {a / b,13:0.000}   {starts:0.00} against 2"));
        }

        return Check(measured);
    }

    private static int Check(List<(int Workers, double Share, double Starts)> measured)
    {
        var checks = new LimitChecks();
        foreach (var (workers, share, starts) in measured)
        {
            checks.AtLeast($"speed against bare ffmpeg, workers: {workers}", share, LeastShareOfBare);
            if (!OperatingSystem.IsWindows())
                checks.AtMost($"process starts per clip, workers: {workers}", starts, MostStarts);
        }

        return checks.ExitCode;
    }

    // A new decoder each time: every clip is probed again, as the bare processes do.
    private static Func<string, long> OursFor()
    {
        var decoder = new FFMpegVideoDecoder();
        return path =>
        {
            using var frames = Decode(decoder, path);
            return frames.Pixels.Length;
        };
    }

    private static VideoFrames Decode(FFMpegVideoDecoder decoder, string path)
    {
        var video = MLVideo.FromFile(path);
        var info = decoder.Probe(video);
        return decoder.Decode(video, new FrameSamplingOptions { FrameCount = FramesPerClip }.CreateEvaluationSampler().Sample(info));
    }

    private static void CheckSameFrames(IReadOnlyList<string> paths)
    {
        var decoder = new FFMpegVideoDecoder();
        foreach (var path in paths)
        {
            using var frames = Decode(decoder, path);
            if (!frames.Span.SequenceEqual(BareFfmpeg.Decode(path, FramesPerClip)))
                throw new InvalidDataException($"The decoder and bare ffmpeg give different frames of '{path}'; the comparison would mean nothing.");
        }
    }

    private static double Rate(IReadOnlyList<string> paths, int workers, Func<string, long> decode)
    {
        var clock = Stopwatch.StartNew();
        var next = -1;
        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(() =>
        {
            for (int index; (index = Interlocked.Increment(ref next)) < paths.Count;)
                decode(paths[index]);
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return paths.Count / clock.Elapsed.TotalSeconds;
    }

    // Counted by wrapper scripts in an extra pass, because counting costs time.
    private static double ProcessStarts(IReadOnlyList<string> paths, int workers)
    {
        if (OperatingSystem.IsWindows())
            return double.NaN;
        using var counting = new CountingPrograms();
        var decoder = new FFMpegVideoDecoder(new VideoDecodeOptions { FfmpegFolder = counting.Folder });
        Rate(paths, workers, path =>
        {
            using var frames = Decode(decoder, path);
            return frames.Count;
        });
        return (double)counting.Starts / paths.Count;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
