using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Umt.Retrieval;

/// <summary>
/// A loop whose items the calling thread works off, with the help of pool threads that happen to be free. Unlike <see cref="Parallel"/> it never waits for
/// one that has not started: in a server whose pool is busy, a search would otherwise wait for its turn in the pool although its work is done.
/// </summary>
internal sealed class SharedLoop : IThreadPoolWorkItem
{
    private readonly int _count;
    private readonly Action<int> _body;
    private readonly object _gate = new();
    private int _next = -1;
    private int _helpers;
    private bool _isClosed;
    private (int Item, Exception Error)? _failure;

    private SharedLoop(int count, Action<int> body) => (_count, _body) = (count, body);

    /// <summary>Runs the body for 0 to <paramref name="count"/> - 1. Throws what it threw, for the first item that failed; some items may then be left out.</summary>
    public static void Run(int count, int threads, Action<int> body)
    {
        var loop = new SharedLoop(count, body);
        for (var helper = 1; helper < Math.Min(threads, count); helper++)
            ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Work();
        lock (loop._gate)
        {
            loop._isClosed = true;
            while (loop._helpers > 0)
                Monitor.Wait(loop._gate);
        }
        if (loop._failure is { } failure)
            ExceptionDispatchInfo.Throw(failure.Error);
    }

    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _helpers++;
        }
        Work();
        lock (_gate)
        {
            _helpers--;
            Monitor.PulseAll(_gate);
        }
    }

    private void Work()
    {
        for (int item; (item = Interlocked.Increment(ref _next)) < _count;)
        {
            try
            {
                _body(item);
            }
            catch (Exception error)
            {
                Interlocked.Add(ref _next, _count);
                lock (_gate)
                {
                    if (_failure is null || item < _failure.Value.Item)
                        _failure = (item, error);
                }
            }
        }
    }
}
