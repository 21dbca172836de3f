using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests;

/// <summary>What the test assembly does when it is started as a program: one method of its own, for tests that need a process of their own.</summary>
internal static class Program
{
    private static int Main(string[] args) => ChildProcess.Enter(args);
}
