using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>What the command line of the training benchmark says.</summary>
internal sealed record TrainingBenchmarkOptions
{
    public PretrainingSetup Setup { get; private init; } = PretrainingSetup.Base;

    /// <summary>Which of the library's trainings; on the CPU there is the yardstick of one only.</summary>
    public string Step { get; private init; } = GpuTraining.Pretraining;

    public bool OnGpu { get; private init; }

    public IReadOnlyList<int> Batches { get; private init; } = [2];

    public int Rounds { get; private init; } = 6;

    public bool KeepFreedMemory { get; private init; }

    public bool CountsProcessorTime { get; private init; }

    public static string Usage => "training [--device cpu|cuda] [--step pretraining|video-text] [--size base|large|tiny] [--batch n,n] [--rounds n] [--keep-memory] [--processor-time]";

    public static TrainingBenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = new TrainingBenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value. Usage: {Usage}");
            options = args[i] switch
            {
                "--device" => options with { OnGpu = IsGpu(Value()) },
                "--step" => options with { Step = StepOf(Value()) },
                "--size" => options with { Setup = SetupOf(Value()) },
                "--batch" => options with { Batches = [.. Value().Split(',').Select(int.Parse)] },
                "--rounds" => options with { Rounds = int.Parse(Value()) },
                "--processor-time" => options with { CountsProcessorTime = true },
                "--keep-memory" => options with { KeepFreedMemory = true },
                _ => throw new ArgumentException($"'{args[i]}' is unknown. Usage: {Usage}"),
            };
        }

        return options;
    }

    /// <summary>Applies the settings that hold for the whole process and finds the device.</summary>
    public torch.Device Apply()
    {
        NativeRuntime.EnsureLoaded();
        if (KeepFreedMemory && !NativeAllocator.TryKeepFreedMemory())
            throw new PlatformNotSupportedException("--keep-memory needs glibc.");
        return ComputeDevice.Resolve(OnGpu ? 0 : null, fallbackToCpu: false);
    }

    private static bool IsGpu(string device) => device switch
    {
        "cpu" => false,
        "cuda" => true,
        _ => throw new ArgumentException($"'{device}' is neither cpu nor cuda."),
    };

    private static string StepOf(string name) => GpuTraining.Steps.ContainsKey(name)
        ? name
        : throw new ArgumentException($"'{name}' is none of {string.Join(", ", GpuTraining.Steps.Keys)}.");

    private static PretrainingSetup SetupOf(string size) => size switch
    {
        "base" => PretrainingSetup.Base,
        "large" => PretrainingSetup.Large,
        "tiny" => PretrainingSetup.Tiny,
        _ => throw new ArgumentException($"'{size}' is none of base, large, tiny."),
    };
}
