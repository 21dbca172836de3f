using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests;

/// <summary>
/// What the test assembly does when it is started as a program: one method of its own, for tests that need a process of their own, or, with
/// <c>--gpu</c>, the tests of the GPU.
/// </summary>
internal static class Program
{
    private static int Main(string[] args) => args is ["--gpu", .. var filters] ? GpuTestRun.Run(filters) : ChildProcess.Enter(args);
}
