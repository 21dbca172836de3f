using Microsoft.ML.Umt;
using VideoSearch.Indexing;
using VideoSearch.Library;
using VideoSearch.Security;

namespace VideoSearch.Searching;

/// <summary>Loads the model in the background, so that the page is there at once and can say what it waits for.</summary>
internal sealed class EngineHost(SearchSettings settings, EngineSource source, ClipCatalog catalog, ILogger<EngineHost> log) : BackgroundService
{
    private const string ModelFact = "model", StoreFact = "store", StoreName = "segments";

    private readonly TaskCompletionSource<SearchEngine> _engine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How far the model is.</summary>
    public ProgressFeed<ModelStatus> Status { get; } = new(new ModelStatus(false, "Loading the model"));

    /// <summary>Ends when the engine can be used.</summary>
    public Task<SearchEngine> Engine => _engine.Task;

    /// <summary>The engine.</summary>
    /// <exception cref="RequestException">It is not ready.</exception>
    public SearchEngine Now => _engine.Task.IsCompletedSuccessfully
        ? _engine.Task.Result
        : throw new RequestException(StatusCodes.Status503ServiceUnavailable, $"The search is not ready. {Status.Latest.Message}");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The model is a large native object, the store holds files: both end with the server, after everything that uses them.
        try
        {
            using var model = await Task.Run(() => source.LoadModel(Status.Publish, stoppingToken), stoppingToken);
            using var store = source.OpenStore(settings);
            bool isOther = catalog.Fact(ModelFact) is { } before && before != model.Fingerprint;
            // One store at a time follows the catalogue. Any other has missed what was removed or changed meanwhile, and may be of a model before: it is filled anew.
            string inStep = $"{settings.Store} {model.Fingerprint}";
            if (isOther)
            {
                catalog.SetFact(StoreFact, "");
                catalog.ForgetClips();
            }
            using var records = store.GetCollection<string, VideoRecord>(StoreName, VideoRecord.CreateDefinition(model.Dimension));
            var index = new SegmentIndex(records, catalog);
            await index.OpenAsync(startAnew: catalog.Fact(StoreFact) != inStep, stoppingToken);
            catalog.SetFact(StoreFact, inStep);
            catalog.SetFact(ModelFact, model.Fingerprint);
            Status.Publish(new ModelStatus(true, model.Name, 1));
            _engine.SetResult(new SearchEngine(model, index));
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            _engine.TrySetCanceled(stoppingToken);
        }
        catch (Exception error)
        {
            log.LogError(error, "The search cannot start");
            Status.Publish(new ModelStatus(false, $"The search cannot start: {error.Message}", HasFailed: true));
            _engine.TrySetException(error);
        }
    }
}
