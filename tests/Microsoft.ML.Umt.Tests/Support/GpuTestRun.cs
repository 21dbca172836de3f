using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>
/// Runs the tests of the GPU without <c>dotnet test</c>, for machines that have a GPU and no .NET: a self-contained publish of this assembly started
/// with <c>--gpu</c>. Prints a line for each test and, at the end, how many passed, failed and were skipped.
/// </summary>
internal sealed class GpuTestRun : LongLivedMarshalByRefObject, IMessageSink
{
    private int _passed, _failed, _skipped;

    /// <summary>Runs those whose names contain the filter (all without one); returns 0 if none failed.</summary>
    public static int Run(string[] filters)
    {
        var run = new GpuTestRun();
        var assembly = new ReflectionAssemblyInfo(typeof(GpuTestRun).Assembly);
        var cases = typeof(GpuTestRun).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(method => method.GetCustomAttribute<GpuFactAttribute>() is not null))
            .Where(method => filters.Length == 0 || filters.Any(filter => $"{method.DeclaringType!.FullName}.{method.Name}".Contains(filter, StringComparison.Ordinal)))
            .Select(method => Case(assembly, method))
            .ToArray();
        foreach (var test in cases)
            run.RunOne(test);
        Console.WriteLine($"GPU tests: {run._passed} passed, {run._failed} failed, {run._skipped} skipped");
        return run._failed == 0 ? 0 : 1;
    }

    public bool OnMessage(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed passed:
                _passed++;
                Console.WriteLine($"PASS  {passed.Test.DisplayName} ({passed.ExecutionTime:F1} s)");
                break;
            case ITestFailed failed:
                _failed++;
                Console.WriteLine($"FAIL  {failed.Test.DisplayName}: {string.Join(" / ", failed.Messages)}\n{failed.StackTraces.FirstOrDefault()}");
                break;
            case ITestSkipped skipped:
                _skipped++;
                Console.WriteLine($"SKIP  {skipped.Test.DisplayName}: {skipped.Reason}");
                break;
        }

        return true;
    }

    private static XunitTestCase Case(ReflectionAssemblyInfo assembly, MethodInfo method)
    {
        var testAssembly = new TestAssembly(assembly);
        var type = new ReflectionTypeInfo(method.DeclaringType!);
        var collection = new TestCollection(testAssembly, null, type.Name);
        var testMethod = new TestMethod(new TestClass(collection, type), new ReflectionMethodInfo(method));
        return new XunitTestCase(new NullMessageSink(), TestMethodDisplay.ClassAndMethod, TestMethodDisplayOptions.None, testMethod);
    }

    private void RunOne(XunitTestCase test)
    {
        using var bus = new SynchronousMessageBus(this, stopOnFail: false);
        using var cancellation = new CancellationTokenSource();
        test.RunAsync(new NullMessageSink(), bus, [], new ExceptionAggregator(), cancellation).GetAwaiter().GetResult();
    }
}
