namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>How a child process ended and what it wrote.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Error)
{
    /// <summary>The standard output, after a check that the child succeeded.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"The child process ended with {ExitCode}:\n{Output}\n{Error}");
        return Output;
    }
}
