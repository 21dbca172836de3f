using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// A training with everything beside the learning, wired in the one order that is right: averages, validation, reports, event files, checkpoints, an end in
/// good order. Every capability trains through it.
/// </summary>
/// <param name="module">The module that learns, on its device.</param>
/// <param name="random">Its random numbers.</param>
/// <param name="optimizer">Moves its weights.</param>
/// <param name="options">What the user said.</param>
/// <param name="cost">Cost of a sample.</param>
/// <param name="log">Whom to tell.</param>
internal sealed class TrainingSession(nn.Module module, IRandomModule random, IOptimizer optimizer, IResumableOptions options, TrainingCost cost, SessionLog log)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly List<TrainingHook> _hooks = [];
    private readonly List<ICheckpointPart> _parts = [new ModulePart(module), optimizer, new RandomPart(random.Random)];

    /// <summary>Share of the old average that each step keeps; null for no averaged weights.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Computes the results on the validation videos; null when there are none.</summary>
    public Func<CancellationToken, IReadOnlyDictionary<string, double>>? Validate { get; init; }

    /// <summary>When to end early.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>What else happens, behind the checkpoints.</summary>
    public IReadOnlyList<TrainingHook> FurtherHooks { get; init; } = [];

    /// <summary>Trains, from the newest checkpoint if there is one. The module ends with the weights that are to be kept. To be called once.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="source">From what.</param>
    /// <param name="loop">How. What follows from the user's options is set here.</param>
    /// <param name="fingerprint">The options that decide the numbers.</param>
    public void Run<TBatch>(ITrainingTask<TBatch> task, IBatchSource<TBatch> source, TrainingLoopOptions loop, TrainingFingerprint fingerprint)
        where TBatch : IDisposable
    {
        using var average = AverageDecay is { } decay ? new ExponentialMovingAverage(module, decay) : null;
        using var best = new BestWeights(module, MetricGoal.Loss, evenWhenCancelled: options.WhenCancelled != TrainingCancellation.KeepLast);
        using var store = options.WorkspaceFolder is { } folder ? new TrainingCheckpointStore(folder, options.KeptCheckpoints, log.Warning) : null;
        var scaling = loop.Precision == ScalarType.Float16 ? new LossScaling() : null;
        _parts.AddRange(new ICheckpointPart?[] { average, best, EarlyStopping, scaling }.OfType<ICheckpointPart>());
        AddHooks(average, best);
        if (store is not null)
            _hooks.Add(new CheckpointHook(store, fingerprint, _parts, options.CheckpointSteps, options.CheckpointInterval, log.Info, options.CancellationToken));
        _hooks.AddRange(FurtherHooks);
        _hooks.Add(new CancellationHook(log.ThrowIfCanceled));
        var end = new TrainingLoop<TBatch>(task, optimizer, loop with
        {
            LossScaling = scaling,
            DumpFolder = options.WorkspaceFolder,
            EndsWhenCancelled = options.WhenCancelled != TrainingCancellation.Throw,
            Log = log.Warning,
        }, [.. _hooks]).Run(source, options.CancellationToken);
        if (end.StopReason is { } reason)
            log.Info($"Training ended early: {reason}");
        if (best is { Value: { } loss, WasRestored: true })
            log.Info(FormattableString.Invariant($"The weights of epoch {best.Epoch + 1} are kept, validation loss {loss:F4}."));
    }

    private void AddHooks(ExponentialMovingAverage? average, BestWeights best)
    {
        if (average is not null)
            _hooks.Add(average);
        if (Validate is not null)
            _hooks.Add(new EvaluationHook(module, Validate, average: average, best: best));
        if (EarlyStopping is not null)
            _hooks.Add(EarlyStopping);
        _hooks.Add(new ProgressHook(log.Report, ReportInterval, cost));
        if (options.TensorBoardFolder is { } board)
            _hooks.Add(new TensorBoardHook(board, cost, log.Warning));
        // Behind the average: where there are best weights, they are what remains.
        _hooks.Add(best);
    }
}
