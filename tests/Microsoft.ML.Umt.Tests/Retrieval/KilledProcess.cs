using System.Collections.Concurrent;
using System.Diagnostics;

namespace Microsoft.ML.Umt.Tests.Retrieval;

/// <summary>Starts a static method of this assembly in a process of its own, listens to what it prints, and kills it without warning.</summary>
internal static class KilledProcess
{
    /// <returns>The whole lines that the process had printed.</returns>
    public static IReadOnlyList<string> RunFor(Func<string[], int> entry, string[] arguments, int linesBeforeKill, TimeSpan then)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])["exec", typeof(KilledProcess).Assembly.Location, entry.Method.DeclaringType!.FullName!, entry.Method.Name, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var lines = new ConcurrentQueue<string>();
        using var enough = new ManualResetEventSlim();
        var reading = Task.Run(() =>
        {
            while (process.StandardOutput.ReadLine() is { } line)
            {
                // Every line ends in a dot: one that does not was cut off by the kill.
                if (line.EndsWith('.'))
                    lines.Enqueue(line[..^1]);
                if (lines.Count >= linesBeforeKill)
                    enough.Set();
            }
        });
        var started = enough.Wait(TimeSpan.FromMinutes(2));
        Thread.Sleep(then);
        // SIGKILL on Unix, TerminateProcess on Windows.
        process.Kill();
        process.WaitForExit();
        reading.Wait();
        Assert.True(started, $"The process printed only {lines.Count} lines.");
        return [.. lines];
    }
}
