using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>What happens beside the learning in a finetuning, in the order in which it has to happen.</summary>
internal sealed class FinetuningHooks(
    TrainingContext context, ClassifierSettings settings, nn.Module<Tensor, Tensor> module, BestWeights best, ExponentialMovingAverage? average, TrainingCost cost)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    private readonly VideoClassificationOptions _options = context.Options;
    private readonly List<TrainingHook> _hooks = average is null ? [] : [average];
    private readonly List<ICheckpointPart> _parts = average is null ? [best] : [best, average];

    public void AddValidation(Device device, IReadOnlyList<LabelledVideo> videos, IVideoDecoder decoder)
    {
        var seen = settings;
        if (_options.Finetuning.SingleViewValidation)
        {
            var sampling = settings.Sampling.Clone();
            sampling.TemporalViews = 1;
            seen = settings with { Sampling = sampling, SpatialCrops = 1 };
        }
        var validation = new ModuleValidation(context, seen, module, device, videos, seen.CreateReader(decoder));
        _hooks.Add(new EvaluationHook(module, validation.Run, average: average, best: best));
        if (_options.EarlyStopping is not { } stop)
            return;
        var stopping = new EarlyStopping(MetricGoal.Loss, stop.Patience, stop.MinimumImprovement);
        _hooks.Add(stopping);
        _parts.Add(stopping);
    }

    public void AddReports()
    {
        _hooks.Add(new ProgressHook(context.Report, ReportInterval, cost));
        if (_options.TensorBoardFolder is { } folder)
            _hooks.Add(new TensorBoardHook(folder, cost));
        // Behind the average: where there are best weights, they are what remains.
        _hooks.Add(best);
    }

    public void AddCheckpoints(TrainingCheckpointStore store, TrainingFingerprint fingerprint, IEnumerable<ICheckpointPart> parts) =>
        _hooks.Add(new CheckpointHook(
            store, fingerprint, [.. parts, .. _parts], _options.CheckpointSteps, _options.CheckpointInterval, context.Info, _options.CancellationToken));

    // The last hook throws when the training was cancelled: by then the checkpoint of the step is written.
    public TrainingHook[] ToArray() => [.. _hooks, new CancellationHook(context)];
}
