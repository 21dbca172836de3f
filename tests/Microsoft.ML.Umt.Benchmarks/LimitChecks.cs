using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks;

/// <summary>Prints PASS or FAIL for each limit and remembers whether one was missed.</summary>
internal sealed class LimitChecks
{
    /// <summary>0 while every limit is kept, else 1.</summary>
    public int ExitCode { get; private set; }

    public void AtLeast(string what, double value, double limit) => Print(value >= limit, what, value, "at least", limit);

    public void AtMost(string what, double value, double limit) => Print(value <= limit, what, value, "at most", limit);

    // A value that is not a number keeps no limit.
    private void Print(bool isKept, string what, double value, string relation, double limit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(isKept ? "PASS" : "FAIL")}  {what}: {value:G4} ({relation} {limit:G4})"));
        if (!isKept)
            ExitCode = 1;
    }
}
