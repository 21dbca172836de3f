using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>Peak resident memory of a variant, measured in a process of its own.</summary>
internal static class ModelMemory
{
    public const string Flag = "--peak-memory-of";

    /// <summary>Starts this program again for one variant and reads what it prints.</summary>
    /// <returns>MiB, or NaN where the operating system does not tell.</returns>
    public static double MeasureInChild(ModelVariant variant, IEnumerable<string> arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. CommandPrefix(), "model", Flag, variant.ToString(), .. arguments])
        {
            RedirectStandardOutput = true,
        })!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("peak-mib ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"The child process for {variant} ended with code {child.ExitCode} and no result.");
        return double.Parse(line["peak-mib ".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>The child's side: two forward passes, nothing else in memory.</summary>
    public static void MeasureHere(ModelVariant variant, ModelBenchmarkOptions options)
    {
        var source = options.CreateModule();
        using var clips = options.CreateClips();
        using var runner = new ModelRunner(variant, source);
        source.Dispose();
        for (var i = 0; i < 2; i++)
        {
            runner.Run(clips).Dispose();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak-mib {PeakMiB():F0}"));
    }

    private static double PeakMiB()
    {
        if (!OperatingSystem.IsLinux())
        {
            return Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        }

        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    // Under "dotnet program.dll" the process path is the host.
    private static IEnumerable<string> CommandPrefix() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
