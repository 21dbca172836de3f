using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Retrieval;

/// <summary>FAISS in a Python process of its own, told what to measure line by line.</summary>
internal sealed class FaissProcess : IDisposable
{
    private readonly Process _process;

    private FaissProcess(Process process) => _process = process;

    /// <summary>Starts it on the vectors; null, and a line that says why, if Debian's python3-faiss is not here.</summary>
    public static FaissProcess? TryStart(RetrievalOptions options, VectorFiles files)
    {
        using (var probe = Start(options, "-c", "import faiss, numpy"))
        {
            var error = probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            if (probe.ExitCode != 0)
            {
                Console.WriteLine($"FAISS is not measured: '{options.Python}' has no module faiss ({error.TrimEnd().Split('\n')[^1]}). Debian: apt-get install python3-faiss libopenblas0-pthread");
                return null;
            }
        }
        var script = Path.Combine(AppContext.BaseDirectory, "Retrieval", "faiss_flat.py");
        string[] arguments = [script, files.Vectors, $"{files.Rows}", $"{files.Dimensions}", files.Queries, $"{files.QueryCount}", $"{options.Threads}"];
        var faiss = new FaissProcess(Start(options, arguments));
        faiss.Answer();
        return faiss;
    }

    /// <summary>The answer to a command.</summary>
    public string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return Answer();
    }

    /// <summary>The seconds that a command says it took.</summary>
    public double Seconds(string command) => double.Parse(Ask(command), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Answer() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The FAISS process ended: {_process.StandardError.ReadToEnd()}");

    private static Process Start(RetrievalOptions options, params string[] arguments)
    {
        var start = new ProcessStartInfo(options.Python) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // What makes OpenBLAS or OpenMP slower than they are by themselves would flatter us.
        start.Environment.Remove("OMP_WAIT_POLICY");
        start.Environment.Remove("OPENBLAS_CORETYPE");
        if (options.OpenBlasCoreType is { } type)
            start.Environment["OPENBLAS_CORETYPE"] = type;
        return Process.Start(start)!;
    }
}
