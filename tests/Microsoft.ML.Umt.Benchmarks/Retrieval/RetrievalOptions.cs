using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Retrieval;

/// <summary>What the command line of the retrieval benchmark says.</summary>
internal sealed record RetrievalOptions
{
    public IReadOnlyList<int> Rows { get; private init; } = [100_000, 1_000_000];

    public int Rounds { get; private init; } = 5;

    public int Threads { get; private init; } = Environment.ProcessorCount;

    public string Python { get; private init; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Kernels that OpenBLAS is told to use; null lets it choose, which is fastest where it knows the processor.</summary>
    public string? OpenBlasCoreType { get; private init; }

    public static string Usage => "retrieval [--rows 100000,1000000] [--rounds n] [--threads n] [--python path] [--openblas-coretype name]";

    public static RetrievalOptions Parse(IReadOnlyList<string> args)
    {
        var options = new RetrievalOptions();
        for (var i = 0; i < args.Count; i++)
        {
            string Value() => ++i < args.Count ? args[i] : throw new ArgumentException($"{args[i - 1]} needs a value. Usage: {Usage}");
            int Number() => int.Parse(Value(), CultureInfo.InvariantCulture);
            options = args[i] switch
            {
                "--rows" => options with { Rows = [.. Value().Split(',').Select(each => int.Parse(each, CultureInfo.InvariantCulture))] },
                "--rounds" => options with { Rounds = Number() },
                "--threads" => options with { Threads = Number() },
                "--python" => options with { Python = Value() },
                "--openblas-coretype" => options with { OpenBlasCoreType = Value() },
                _ => throw new ArgumentException($"'{args[i]}' is unknown. Usage: {Usage}"),
            };
        }
        return options;
    }
}
