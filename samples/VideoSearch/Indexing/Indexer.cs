using System.Diagnostics;
using System.Threading.Channels;
using VideoSearch.Library;
using VideoSearch.Searching;
using VideoSearch.Security;

namespace VideoSearch.Indexing;

/// <summary>Reads the videos of added folders, one folder after the other, in the background.</summary>
internal sealed class Indexer(SearchSettings settings, ClipCatalog catalog, AllowedFolders allowed, ClipReader reader, EngineHost host, ILogger<Indexer> log)
    : BackgroundService
{
    private readonly Channel<LibraryFolder> _queue = Channel.CreateUnbounded<LibraryFolder>();
    private readonly Lock _lock = new();
    private CancellationTokenSource _stop = new();

    /// <summary>How far it is.</summary>
    public ProgressFeed<IndexingProgress> Progress { get; } = new(IndexingProgress.None);

    /// <summary>Reads a folder as soon as those before it are done. Files that have not changed are not read again.</summary>
    public void Enqueue(LibraryFolder folder) => _queue.Writer.TryWrite(folder);

    /// <summary>Stops and forgets the folders that wait. Videos that are read stay.</summary>
    public void Cancel()
    {
        while (_queue.Reader.TryRead(out _))
        {
        }
        lock (_lock)
            _stop.Cancel();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var folder in _queue.Reader.ReadAllAsync(stoppingToken))
        {
            CancellationToken stop;
            lock (_lock)
            {
                if (_stop.IsCancellationRequested)
                    _stop = new CancellationTokenSource();
                stop = _stop.Token;
            }
            using var both = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, stop);
            var progress = new IndexingProgress { State = IndexingState.WaitingForModel, Folder = allowed.Display(folder.Path) };
            try
            {
                Progress.Publish(progress);
                var engine = await host.Engine.WaitAsync(both.Token);
                // Decoding and computing block.
                await Task.Run(() => IndexAsync(folder, engine, progress, both.Token), both.Token);
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                Progress.Publish(Progress.Latest with { State = IndexingState.Cancelled, File = "", SecondsLeft = null });
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                log.LogError(error, "Indexing {Folder} failed", folder.Path);
                Progress.Publish(Progress.Latest with { State = IndexingState.Failed, File = "", SecondsLeft = null, Message = Public(error) });
            }
        }
    }

    private async Task IndexAsync(LibraryFolder folder, SearchEngine engine, IndexingProgress progress, CancellationToken cancellationToken)
    {
        Progress.Publish(progress = progress with { State = IndexingState.Scanning });
        if (!Directory.Exists(folder.Path) || allowed.Real(folder.Path) != folder.Path)
            throw new RequestException(StatusCodes.Status404NotFound, "The folder is no longer there, or is not allowed any more.");
        var files = FolderScan.Find(folder.Path, settings.CacheFolder, cancellationToken);
        var known = catalog.ClipsOf(folder.Id).ToDictionary(clip => clip.RelativePath);
        foreach (var gone in known.Values.ExceptBy(files.Select(file => Path.GetRelativePath(folder.Path, file.FullName)), clip => clip.RelativePath))
        {
            await engine.Index.RemoveAsync(gone.Id, cancellationToken);
            catalog.Remove(gone.Id);
        }

        var clock = Stopwatch.StartNew();
        int read = 0;
        progress = progress with { State = IndexingState.Indexing, Total = files.Count };
        foreach (var file in files)
        {
            string relative = Path.GetRelativePath(folder.Path, file.FullName);
            var before = known.GetValueOrDefault(relative);
            Progress.Publish(progress = progress with { File = relative });
            bool failed = before is { IsReady: false };
            if (before is null || FileStamp.Of(file) != new FileStamp(before.Size, before.Modified))
            {
                var (clip, segments) = reader.Read(folder, file, before?.Id ?? NewId.Create(), engine.Model, cancellationToken);
                // The folder may have been removed meanwhile.
                if (catalog.Folder(folder.Id) is null)
                    throw new OperationCanceledException();
                await ReplaceAsync(engine.Index, before, clip, segments);
                failed = !clip.IsReady;
                read++;
            }
            cancellationToken.ThrowIfCancellationRequested();
            progress = progress with { Done = progress.Done + 1, Failed = progress.Failed + (failed ? 1 : 0) };
            double? left = read > 0 ? clock.Elapsed.TotalSeconds / read * (progress.Total - progress.Done) : null;
            Progress.Publish(progress = progress with { SecondsLeft = left });
        }
        Progress.Publish(progress with { State = IndexingState.Done, File = "", SecondsLeft = null });
    }

    // What the catalogue has counts as read. So nobody ends this half way, and what the store did not take is forgotten and read anew next time.
    private async Task ReplaceAsync(SegmentIndex index, Clip? before, Clip clip, IReadOnlyList<ClipSegment> segments)
    {
        if (before is not null)
            await index.RemoveAsync(before.Id, CancellationToken.None);
        catalog.Put(clip, segments);
        try
        {
            await index.AddAsync(clip.Id, segments, CancellationToken.None);
        }
        catch
        {
            catalog.Remove(clip.Id);
            throw;
        }
    }

    private static string Public(Exception error) => error is RequestException or Microsoft.ML.Umt.FfmpegNotFoundException
        ? error.Message
        : "Indexing stopped because of an error; the program's log says more.";
}
