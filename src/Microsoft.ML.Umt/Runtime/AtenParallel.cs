namespace Microsoft.ML.Umt.Runtime;

/// <summary>Runs our own loops on libtorch's thread pool, so that they share its threads and its thread count.</summary>
internal static unsafe class AtenParallel
{
    /// <summary>Whether the loaded libtorch lends its pool.</summary>
    public static bool IsAvailable => AtenLibrary.TryGetExport("torch_parallel_for", out _);

    /// <summary>Calls <paramref name="body"/> on parts of the range, in parallel, and returns when all are done.</summary>
    /// <param name="end">The range is <c>[0, end)</c>.</param>
    /// <param name="grain">The fewest iterations worth a thread.</param>
    /// <param name="body">Gets begin, end and <paramref name="context"/>. It must not throw: the exception would cross native frames.</param>
    /// <param name="context">Passed on.</param>
    public static void For(long end, long grain, delegate* unmanaged<long, long, void*, void> body, void* context)
    {
        var run = (delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*, int>)
            AtenLibrary.GetExport("torch_parallel_for", "a parallel loop");
        var status = run(0, end, grain, body, context);
        if (status != 0)
        {
            throw new InvalidOperationException($"libtorch's torch_parallel_for failed with status {status}.");
        }
    }
}
