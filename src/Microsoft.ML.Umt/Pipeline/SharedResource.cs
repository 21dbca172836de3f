namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// Something costly that several threads use at a time and that is disposed when its owner is done with it and the last user has left.
/// </summary>
/// <param name="value">The resource; owned from here on.</param>
/// <param name="ownerName">Names the owner in the exception that late users get.</param>
internal sealed class SharedResource<T>(T value, string ownerName) : IDisposable
    where T : class, IDisposable
{
    private readonly object _gate = new();
    private int _users;
    private bool _closed;
    private bool _disposed;

    /// <summary>Runs <paramref name="use"/> with the resource.</summary>
    /// <exception cref="ObjectDisposedException">The owner was disposed.</exception>
    public TResult Use<TResult>(Func<T, TResult> use)
    {
        Enter();
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
            _closed = true;
            DisposeIfUnused();
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, ownerName);
            _users++;
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
        if (!_closed || _users > 0 || _disposed)
            return;
        _disposed = true;
        value.Dispose();
    }
}
