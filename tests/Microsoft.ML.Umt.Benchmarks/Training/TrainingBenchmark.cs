using System.Globalization;
using Microsoft.ML.Umt.Benchmarks.VideoText;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>One step of masked-teacher pretraining: on the CPU against the same step written plainly, on a GPU as clips a second.</summary>
internal static class TrainingBenchmark
{
    private const double LeastGain = 2.2;

    /// <summary>Prints the table; returns 1 if a limit is missed.</summary>
    public static int Run(string[] args)
    {
        var options = TrainingBenchmarkOptions.Parse(args);
        var device = options.Apply();
        if (options.OnGpu)
            return GpuTraining.Run(options, device);
        return options.Step == GpuTraining.VideoText ? VideoTextBenchmark.Run(options) : RunOnCpu(options);
    }

    private static int RunOnCpu(TrainingBenchmarkOptions options)
    {
        var checks = new LimitChecks();
        foreach (var batch in options.Batches)
        {
            var (plain, library) = Measure(options, batch);
            Print(options, batch, plain, library);
            if (options.Setup == PretrainingSetup.Base && PrecisionSupport.HasFastBFloat16(CPU))
                checks.AtLeast("bfloat16 step against plain float32", plain.Total / library.Total, LeastGain);
            else
                Console.WriteLine("The limit is set for --size base on processors with fast bfloat16.");
        }

        return checks.ExitCode;
    }

    private static (StepTimes Plain, StepTimes Library) Measure(TrainingBenchmarkOptions options, int batch)
    {
        using var plain = new PlainTraining(options.Setup, batch);
        using var library = new LibraryTraining(options.Setup, batch, PrecisionSupport.Resolve(ComputePrecision.Auto, CPU), CPU);
        var clock = new PhaseClock(waitsForGpu: false, options.CountsProcessorTime);
        StepTimes? bestPlain = null, bestLibrary = null;

        // The first round warms up; then they take turns, so that both see the same disturbances.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var (plainTimes, libraryTimes) = (plain.Split(clock), library.Split(clock));
            if (round > 0)
                (bestPlain, bestLibrary) = (StepTimes.Faster(bestPlain, plainTimes), StepTimes.Faster(bestLibrary, libraryTimes));
        }

        return (bestPlain!, bestLibrary!);
    }

    private static void Print(TrainingBenchmarkOptions options, int batch, StepTimes plain, StepTimes library)
    {
        var flops = options.Setup.FlopsOfClip() * batch;
        Line($"{options.Setup.Name}, batch {batch}, {options.Setup.Encoder.Frames} frames, {options.Setup.VisibleTokens} of {options.Setup.Encoder.Tokens} tokens visible, {flops / 1e9:F0} GFLOP a step");
        Line($"{get_num_threads()} threads, fast bfloat16 {(PrecisionSupport.HasFastBFloat16(CPU) ? "yes" : "no")}, fastest of {options.Rounds} interleaved steps{(options.KeepFreedMemory ? ", freed memory kept" : "")}");
        Line($"{(options.CountsProcessorTime ? "Seconds of all processors together: what else runs does not count. The limit is meant for the clock." : "")}");
        Line($"{"seconds",-18}{"teacher",10}{"student",10}{"backward",10}{"optimiser",10}{"step",10}{"clips/s",10}{"GFLOP/s",10}");
        Row("plain float32", plain);
        Row("library", library);
        Line($"{"gain",-18}{plain.Teacher / library.Teacher,9:F2}x{plain.Student / library.Student,9:F2}x{plain.Backward / library.Backward,9:F2}x{plain.Optimizer / library.Optimizer,9:F2}x{plain.Total / library.Total,9:F2}x");
        Line($"");

        void Row(string name, StepTimes times) => Line(
            $"{name,-18}{times.Teacher,10:F3}{times.Student,10:F3}{times.Backward,10:F3}{times.Optimizer,10:F3}{times.Total,10:F3}{batch / times.Total,10:F3}{flops / times.Total / 1e9,10:F0}");
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
