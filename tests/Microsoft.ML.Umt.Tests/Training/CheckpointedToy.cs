using Microsoft.ML.Umt.Training;
using TorchSharp;

namespace Microsoft.ML.Umt.Tests.Training;

/// <summary>A training of the toy problem with everything that has a state: optimiser, average, best weights, early stopping, accumulation.</summary>
internal static class CheckpointedToy
{
    public const int Epochs = 4;
    public const int StepsPerEpoch = 4;

    public static TrainingFingerprint Fingerprint(string rate = "0.03") =>
        new(new Dictionary<string, string> { ["LearningRate"] = rate, ["Epochs"] = "4" });

    /// <summary>Trains from the newest checkpoint of the folder, or from the start, and returns the final weights.</summary>
    /// <param name="folder">Folder of the checkpoints.</param>
    /// <param name="everySteps">Steps between checkpoints.</param>
    /// <param name="afterStep">Called after each step, behind the checkpoint; may end the training or the process.</param>
    /// <param name="log">Receives remarks.</param>
    /// <param name="create">Makes checkpoint files.</param>
    /// <param name="fingerprint">Options to compare.</param>
    /// <param name="reports">Receives the reports at the ends of epochs.</param>
    public static float[] Train(
        string folder,
        int everySteps = 1,
        Action<TrainingState>? afterStep = null,
        Action<string>? log = null,
        Func<string, Stream>? create = null,
        TrainingFingerprint? fingerprint = null,
        Action<TrainingProgress>? reports = null)
    {
        using var toy = new Toy(samples: 90);
        using var head = Toy.Head();
        using var optimizer = Toy.Optimizer(head);
        using var average = new ExponentialMovingAverage(head, 0.9);
        using var best = new BestWeights(head, MetricGoal.Loss);
        using var store = new TrainingCheckpointStore(folder, keep: 3, log ?? (_ => { }), create);
        var stopping = new EarlyStopping(MetricGoal.Loss, patience: 10);
        var evaluation = new EvaluationHook(head, _ => new Dictionary<string, double> { [MetricNames.Loss] = 1 - toy.Accuracy(head) }, average: average, best: best);
        ICheckpointPart[] parts = [new ModulePart(head), optimizer, average, best, stopping];
        var checkpoints = new CheckpointHook(store, fingerprint ?? Fingerprint(), parts, everySteps, every: null, log ?? (_ => { }));
        // Three batches of 8 a step: 12 batches an epoch, the last one of 2 samples.
        var options = new TrainingLoopOptions
        {
            Epochs = Epochs,
            LearningRate = CosineSchedule.ForEpochs(0.03, 1e-4, Epochs, StepsPerEpoch, warmupEpochs: 1),
            AccumulationSteps = 3,
        };
        TrainingHook[] hooks = [average, evaluation, stopping, new ProgressHook(reports ?? (_ => { })), checkpoints, new After(afterStep)];
        new TrainingLoop<TensorBatch>(new ClassificationTask(head), optimizer, options, hooks).Run(toy.Batches(8));
        return [.. Toy.Weights(head), (float)best.Value!.Value, best.Epoch];
    }

    private sealed class After(Action<TrainingState>? action) : TrainingHook
    {
        public override void OnStepEnd(TrainingState state) => action?.Invoke(state);
    }
}
