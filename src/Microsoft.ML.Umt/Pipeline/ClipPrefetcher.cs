using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// Reads clips ahead of the model: one thread walks the requests, a few workers read videos, and batches come out complete and in
/// order. Memory is bounded by the batches in flight. For one consumer thread.
/// </summary>
internal sealed class ClipPrefetcher : IDisposable
{
    // How often a waiting consumer looks whether it was cancelled.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly IClipReader _reader;
    private readonly ClipReadingSettings _settings;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _room;
    private readonly BlockingCollection<PendingBatch> _batches = [];
    private readonly BlockingCollection<(PendingBatch Batch, int Index)> _work = [];
    private readonly Thread[] _threads;
    private ExceptionDispatchInfo? _requestFailure;
    private bool _disposed;

    /// <summary>Starts reading at once.</summary>
    /// <param name="reader">Reads one video.</param>
    /// <param name="settings">Batch size, number of workers, look-ahead.</param>
    /// <param name="requests">Walked on a thread of its own; its enumerator is disposed there.</param>
    /// <param name="cancellationToken">Ends everything; the consumer gets <see cref="OperationCanceledException"/>.</param>
    public ClipPrefetcher(IClipReader reader, ClipReadingSettings settings, IEnumerable<ClipRequest> requests, CancellationToken cancellationToken = default)
    {
        _reader = reader;
        _settings = settings;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _room = new SemaphoreSlim(settings.PrefetchBatches);
        _threads = new Thread[settings.Workers + 1];
        _threads[0] = Start("UMT look-ahead", () => ReadAhead(requests));
        for (var i = 1; i < _threads.Length; i++)
            _threads[i] = Start($"UMT clip reader {i}", ReadClips);
    }

    /// <summary>The next batch with every video read, or null after the last. The caller disposes it.</summary>
    /// <param name="whileWaiting">Called now and then; may throw to give up waiting.</param>
    public ClipBatch? Next(Action? whileWaiting = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        PendingBatch? pending;
        while (!_batches.TryTake(out pending, PollInterval))
        {
            _stop.Token.ThrowIfCancellationRequested();
            whileWaiting?.Invoke();
            if (_batches.IsCompleted)
            {
                _requestFailure?.Throw();
                return null;
            }
        }
        _room.Release();
        try
        {
            while (!pending.Wait(PollInterval))
                whileWaiting?.Invoke();
            pending.Failure?.Throw();
            return pending.Clips;
        }
        catch
        {
            // Workers may still be writing into it: the pool must not get the buffer back before they are through.
            pending.DisposeWhenRead();
            throw;
        }
    }

    /// <summary>Stops the look-ahead and waits until every thread is through; nothing is left behind.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        foreach (var thread in _threads)
            thread.Join();
        while (_batches.TryTake(out var pending))
            pending.Clips.Dispose();
        _batches.Dispose();
        _work.Dispose();
        _room.Dispose();
        _stop.Dispose();
    }

    private static Thread Start(string name, Action run)
    {
        var thread = new Thread(() => run()) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    private void ReadAhead(IEnumerable<ClipRequest> requests)
    {
        try
        {
            using var enumerator = requests.GetEnumerator();
            while (true)
            {
                _room.Wait(_stop.Token);
                var clips = TakeBatch(enumerator);
                if (clips is null)
                    break;
                var pending = new PendingBatch(clips);
                _batches.Add(pending);
                for (var index = 0; index < clips.Requests.Count; index++)
                    _work.Add((pending, index));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The consumer has gone or sees the token itself.
        }
        catch (Exception failure)
        {
            _requestFailure = ExceptionDispatchInfo.Capture(failure);
        }
        finally
        {
            _work.CompleteAdding();
            _batches.CompleteAdding();
        }
    }

    private ClipBatch? TakeBatch(IEnumerator<ClipRequest> requests)
    {
        ClipBatch? clips = null;
        try
        {
            while (clips is null || clips.Requests.Count < _settings.BatchSize)
            {
                _stop.Token.ThrowIfCancellationRequested();
                if (!requests.MoveNext())
                    break;
                clips ??= new ClipBatch(_reader.Shape, _settings.BatchSize);
                clips.Add(requests.Current);
            }
            return clips;
        }
        catch
        {
            clips?.Dispose();
            throw;
        }
    }

    private void ReadClips()
    {
        foreach (var (batch, index) in _work.GetConsumingEnumerable())
            batch.Read(index, _reader, _stop.Token);
    }
}
