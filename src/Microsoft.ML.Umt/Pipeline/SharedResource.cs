namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// Something costly that is made on first use, used by several threads at a time, and disposed when the owner is done with it and the
/// last user has left.
/// </summary>
internal sealed class SharedResource<T>(Func<T> create, string ownerName) : IDisposable
    where T : class, IDisposable
{
    private readonly object _gate = new();
    private T? _value;
    private int _users;
    private bool _disposed;

    /// <summary>Runs <paramref name="use"/> with the resource, making it first if need be.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public TResult Use<TResult>(Func<T, TResult> use)
    {
        var value = Enter();
        try
        {
            return use(value);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>No new use from here on; the resource goes when the last one under way has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            DisposeIfUnused();
        }
    }

    private T Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, ownerName);
            _value ??= create();
            _users++;
            return _value;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _users--;
            DisposeIfUnused();
        }
    }

    private void DisposeIfUnused()
    {
        if (!_disposed || _users > 0)
            return;
        _value?.Dispose();
        _value = null;
    }
}
