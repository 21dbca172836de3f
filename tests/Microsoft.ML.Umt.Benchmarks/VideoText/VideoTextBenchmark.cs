using System.Globalization;
using Microsoft.ML.Umt.Benchmarks.Training;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>One step of video-text pretraining on the CPU, in float32 and in bfloat16, against the same step written plainly.</summary>
internal static class VideoTextBenchmark
{
    private const double LeastGain = 2, LeastFloat32Gain = 1.1;

    /// <summary>Prints the table; returns 1 if a limit is missed.</summary>
    public static int Run(string[] args)
    {
        var options = TrainingBenchmarkOptions.Parse(args);
        if (options.OnGpu)
            throw new ArgumentException("On a GPU the step is measured by: training --device cuda --step video-text.");
        options.Apply();
        return Run(options);
    }

    /// <summary>The same with options that hold already.</summary>
    public static int Run(TrainingBenchmarkOptions options)
    {
        var setup = VideoTextSetup.OfSize(options.Setup);
        var checks = new LimitChecks();
        foreach (var batch in options.Batches)
        {
            var (plain, exact, low) = Measure(setup, batch, options);
            Print(setup, batch, options, plain, exact, low);
            if (setup == VideoTextSetup.Base && PrecisionSupport.HasFastBFloat16(CPU))
            {
                checks.AtLeast("bfloat16 step against plain float32", plain.Total / low.Total, LeastGain);
                checks.AtLeast("float32 step against plain float32", plain.Total / exact.Total, LeastFloat32Gain);
            }
            else
            {
                Console.WriteLine("The limits are set for --size base on processors with fast bfloat16.");
            }
        }

        return checks.ExitCode;
    }

    private static (VideoTextTimes Plain, VideoTextTimes Exact, VideoTextTimes Low) Measure(
        VideoTextSetup setup, int batch, TrainingBenchmarkOptions options)
    {
        // All train one model in turn: three would not fit a small machine.
        var model = setup.CreateModel();
        using var plain = new PlainVideoText(setup, batch, model);
        using var exact = new LibraryVideoText(setup, batch, model, ScalarType.Float32, CPU);
        using var low = new LibraryVideoText(setup, batch, model, ScalarType.BFloat16, CPU);
        var clock = new VideoTextClock(waitsForGpu: false, options.CountsProcessorTime);
        Func<VideoTextClock, VideoTextTimes>[] steps = [plain.Split, exact.Split, low.Split];
        var best = new VideoTextTimes?[steps.Length];

        // The first round warms up; then they take turns, so that all see the same disturbances.
        for (var round = 0; round <= options.Rounds; round++)
        {
            for (var i = 0; i < steps.Length; i++)
            {
                var times = steps[i](clock);
                if (round > 0)
                    best[i] = VideoTextTimes.Faster(best[i], times);
            }
        }

        return (best[0]!, best[1]!, best[2]!);
    }

    private static void Print(VideoTextSetup setup, int batch, TrainingBenchmarkOptions options, VideoTextTimes plain, VideoTextTimes exact, VideoTextTimes low)
    {
        var flops = setup.FlopsOfClip() * batch;
        var vision = setup.Config.Vision;
        Line($"{setup.Name}, batch {batch}, {vision.Frames} frames, {setup.VisibleTokens} of {vision.Tokens} tokens visible, {VideoTextSetup.TextTokens} words, {flops / 1e9:F0} GFLOP a step");
        Line($"{get_num_threads()} threads, fast bfloat16 {(PrecisionSupport.HasFastBFloat16(CPU) ? "yes" : "no")}, fastest of {options.Rounds} interleaved steps{(options.KeepFreedMemory ? ", freed memory kept" : "")}");
        Line($"");
        Line($"{(options.CountsProcessorTime ? "processor seconds" : "seconds"),-18}{"teacher",9}{"vision",9}{"text",9}{"losses",9}{"backward",10}{"optimiser",10}{"step",9}{"pairs/s",9}{"GFLOP/s",9}");
        Row("plain float32", plain);
        Row("library float32", exact);
        Row("library bfloat16", low);
        Gain("gain float32", exact);
        Gain("gain bfloat16", low);
        Line($"");

        void Row(string name, VideoTextTimes t) => Line(
            $"{name,-18}{t.Teacher,9:F3}{t.Vision,9:F3}{t.Text,9:F3}{t.Losses,9:F3}{t.Backward,10:F3}{t.Optimizer,10:F3}{t.Total,9:F3}{batch / t.Total,9:F3}{flops / t.Total / 1e9,9:F0}");
        void Gain(string name, VideoTextTimes t) => Line(
            $"{name,-18}{plain.Teacher / t.Teacher,8:F2}x{plain.Vision / t.Vision,8:F2}x{plain.Text / t.Text,8:F2}x{plain.Losses / t.Losses,8:F2}x{plain.Backward / t.Backward,9:F2}x{plain.Optimizer / t.Optimizer,9:F2}x{plain.Total / t.Total,8:F2}x");
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
