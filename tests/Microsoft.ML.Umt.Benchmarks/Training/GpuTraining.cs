using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.Umt.Benchmarks.VideoText;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>
/// Pretraining in bfloat16 on a GPU: clips a second, model FLOP utilisation, and where the time goes. Every line that begins with <c>RESULT</c> is JSON
/// for the table that eng/gpu makes of ours and PyTorch's.
/// </summary>
internal static class GpuTraining
{
    public const string Pretraining = "pretraining", VideoText = "video-text";

    // .NET compiles what runs often a second time, while it runs; a training of hours never sees the first steps.
    private const int WarmUpSteps = 25;
    private const int SplitSteps = 5;
    private const int TimedSteps = 20;

    /// <summary>NVIDIA's figure for H100 SXM and H200: dense bfloat16, without sparsity.</summary>
    private const double PeakFlops = 989e12;

    /// <summary>The trainings that can be measured, by name: what makes one from the options, the batch size and the device.</summary>
    public static IReadOnlyDictionary<string, Func<TrainingBenchmarkOptions, int, Device, IMeasuredTraining>> Steps { get; } =
        new Dictionary<string, Func<TrainingBenchmarkOptions, int, Device, IMeasuredTraining>>
        {
            [Pretraining] = (options, batch, device) => new LibraryTraining(options.Setup, batch, ScalarType.BFloat16, device),
            [VideoText] = (options, batch, device) => new LibraryVideoText(VideoTextSetup.OfSize(options.Setup), batch, ScalarType.BFloat16, device),
        };

    /// <summary>Runs every batch size; one that does not fit the GPU's memory is told and does not hide the others.</summary>
    public static int Run(TrainingBenchmarkOptions options, Device device)
    {
        var exitCode = 0;
        foreach (var batch in options.Batches)
        {
            try
            {
                using var training = Steps[options.Step](options, batch, device);
                Report(options.Step, batch, training, Measure(training));
            }
            catch (Exception error) when (error is System.Runtime.InteropServices.ExternalException or InvalidOperationException)
            {
                Console.WriteLine($"Batch {batch} failed: {error.Message}");
                exitCode = 1;
            }
        }

        return exitCode;
    }

    private static (double Seconds, StepTimes Split, long? Memory) Measure(IMeasuredTraining training)
    {
        training.Run(WarmUpSteps);
        cuda.synchronize();
        var start = Stopwatch.GetTimestamp();
        training.Run(TimedSteps);
        cuda.synchronize();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / TimedSteps;
        var memory = UsedMemory();
        var clock = new PhaseClock(waitsForGpu: true);
        StepTimes? split = null;
        for (var i = 0; i < SplitSteps; i++)
            split = StepTimes.Faster(split, training.Split(clock));
        return (seconds, split!, memory);
    }

    private static void Report(string step, int batch, IMeasuredTraining training, (double Seconds, StepTimes Split, long? Memory) measured)
    {
        var (seconds, split, memory) = measured;
        var flops = training.FlopsOfStep;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{training.Setup}, batch {batch}: {seconds * 1e3:F1} ms a step, {batch / seconds:F1} clips/s, {flops / seconds / 1e12:F0} TFLOP/s, {flops / seconds / PeakFlops:P1} of {PeakFlops / 1e12:F0} TFLOP/s"));
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["program"] = "Microsoft.ML.Umt",
            ["step"] = step,
            ["setup"] = training.Setup,
            ["batch"] = batch,
            ["seconds"] = seconds,
            ["flops"] = flops,
            ["peak"] = PeakFlops,
            ["teacher"] = split.Teacher,
            ["student"] = split.Student,
            ["backward"] = split.Backward,
            ["optimizer"] = split.Optimizer,
            ["memory_mib"] = memory,
        }));
    }

    /// <summary>MiB that the driver says are taken: context, weights and everything that libtorch's allocator keeps.</summary>
    private static long? UsedMemory()
    {
        try
        {
            using var query = Process.Start(new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits"]) { RedirectStandardOutput = true })!;
            var text = query.StandardOutput.ReadToEnd();
            query.WaitForExit();
            return long.TryParse(text.Split('\n')[0], CultureInfo.InvariantCulture, out var used) ? used : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
