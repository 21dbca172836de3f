using System.Runtime.CompilerServices;

namespace VideoSearch.Indexing;

/// <summary>The newest value of something that changes, for any number of readers. A slow reader skips values, it never holds up the writer.</summary>
internal sealed class ProgressFeed<T>(T first)
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public T Latest { get; private set; } = first;

    public void Publish(T value)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            Latest = value;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        changed.SetResult();
    }

    /// <summary>The value now, and each newer one, at most ten a second.</summary>
    public async IAsyncEnumerable<T> Read([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            T value;
            Task next;
            lock (_lock)
                (value, next) = (Latest, _changed.Task);
            yield return value;
            await next.WaitAsync(cancellationToken);
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
