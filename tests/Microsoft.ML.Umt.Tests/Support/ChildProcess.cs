using System.Diagnostics;
using System.Reflection;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>Runs a static method of this assembly in a process of its own: for native loading, save and load across processes, and aborts.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs <paramref name="entry"/> (a static method, not a lambda) in a new process and waits for its end.</summary>
    /// <param name="entry">Returns the exit code; an exception in it becomes exit code 1 and its text goes to standard error.</param>
    /// <param name="arguments">What the method gets.</param>
    /// <param name="environment">Variables to set, or to remove where the value is null.</param>
    /// <param name="folder">Where the assembly lies; another folder than the tests' own must hold a copy of it.</param>
    public static ChildResult Run(
        Func<string[], int> entry,
        IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null)
    {
        if (!entry.Method.IsStatic)
            throw new ArgumentException("A static method is expected: the child process has no object of yours.", nameof(entry));
        var assembly = Path.Combine(folder ?? AppContext.BaseDirectory, typeof(ChildProcess).Assembly.GetName().Name + ".dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", assembly, entry.Method.DeclaringType!.FullName!, entry.Method.Name, .. arguments ?? []])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{entry.Method.Name} did not end within {Patience}.");
        }
        return new ChildResult(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>The child's side: finds the method that the arguments name and calls it.</summary>
    public static int Enter(string[] args)
    {
        if (args.Length < 2)
        {
            Console.Error.WriteLine("These are tests: run them with 'dotnet test'.");
            return 2;
        }
        var entry = typeof(ChildProcess).Assembly.GetType(args[0], throwOnError: true)!
            .GetMethod(args[1], BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<string[], int>>();
        try
        {
            return entry(args[2..]);
        }
        catch (Exception error)
        {
            Console.Error.WriteLine(error);
            return 1;
        }
    }
}
