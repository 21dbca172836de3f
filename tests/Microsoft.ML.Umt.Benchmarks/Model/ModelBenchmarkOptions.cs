using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>What the command line of the model benchmark says.</summary>
internal sealed record ModelBenchmarkOptions
{
    public VideoTransformerConfig Config { get; private init; } = new() { HeadInitScale = 1 };

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public int Rounds { get; private init; } = 4;

    public bool KeepFreedMemory { get; private init; }

    public ModelVariant? PeakMemoryOf { get; private init; }

    public static string Usage => "model [--size base|large|small] [--threads n] [--rounds n] [--keep-memory]";

    public static ModelBenchmarkOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ModelBenchmarkOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value. Usage: {Usage}");
            options = args[i] switch
            {
                "--size" => options with { Config = ConfigOf(Value()) },
                "--threads" => options with { Threads = int.Parse(Value()) },
                "--rounds" => options with { Rounds = int.Parse(Value()) },
                "--keep-memory" => options with { KeepFreedMemory = true },
                ModelMemory.Flag => options with { PeakMemoryOf = Enum.Parse<ModelVariant>(Value()) },
                _ => throw new ArgumentException($"'{args[i]}' is unknown. Usage: {Usage}"),
            };
        }

        return options;
    }

    public VideoTransformer CreateModule()
    {
        var module = new VideoTransformer(Config, seed: 1);
        module.eval();
        return module;
    }

    public Tensor CreateClips()
    {
        using var generator = new Generator(2);
        return randn([1, 3, Config.Frames, Config.ImageHeight, Config.ImageWidth], generator: generator);
    }

    /// <summary>Applies the settings that hold for the whole process.</summary>
    public void Apply()
    {
        NativeRuntime.EnsureLoaded();
        TorchGuard.SetThreadCount(Threads);
        if (KeepFreedMemory && !NativeAllocator.TryKeepFreedMemory())
        {
            throw new PlatformNotSupportedException("--keep-memory needs glibc.");
        }
    }

    private static VideoTransformerConfig ConfigOf(string size) => size switch
    {
        "small" => new() { Width = 384, Heads = 6, HeadInitScale = 1 },
        "base" => new() { HeadInitScale = 1 },
        "large" => new() { Width = 1024, Depth = 24, Heads = 16, HeadInitScale = 1 },
        _ => throw new ArgumentException($"'{size}' is none of base, large, small."),
    };
}
