using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A batch whose videos are still being read by workers.</summary>
internal sealed class PendingBatch(ClipBatch clips)
{
    private readonly object _gate = new();
    private int _unread = clips.Requests.Count;
    private bool _disposeWhenRead;
    private ExceptionDispatchInfo? _failure;

    public ClipBatch Clips => clips;

    /// <summary>A failure that is not about one unreadable video: cancellation, a missing ffmpeg, a programming error.</summary>
    public ExceptionDispatchInfo? Failure => Volatile.Read(ref _failure);

    /// <summary>Reads one video. Never throws: the failure is handed to the consumer.</summary>
    public void Read(int index, IClipReader reader, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Failure is null)
                clips.Read(index, reader, cancellationToken);
        }
        catch (Exception failure)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
        }
        lock (_gate)
        {
            if (--_unread > 0)
                return;
            if (_disposeWhenRead)
                clips.Dispose();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until every video was read; false after <paramref name="timeout"/>.</summary>
    public bool Wait(TimeSpan timeout)
    {
        lock (_gate)
            return _unread == 0 || (Monitor.Wait(_gate, timeout) && _unread == 0);
    }

    /// <summary>Gives the buffer back as soon as no worker writes into it.</summary>
    public void DisposeWhenRead()
    {
        lock (_gate)
        {
            _disposeWhenRead = true;
            if (_unread == 0)
                clips.Dispose();
        }
    }
}
