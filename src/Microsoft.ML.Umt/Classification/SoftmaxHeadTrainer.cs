using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Softmax regression on features by AdamW, on the CPU: the features are few. Uses the training engine with all its hooks.</summary>
internal sealed class SoftmaxHeadTrainer(TrainingContext context, IReadOnlyList<string> classNames)
{
    private const double DefaultLearningRate = 1e-2;

    public LinearHead Train(FeatureTable table, FeatureTable? validation)
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var plain = table.Flatten();
        var scaling = new FeatureScaling(plain, table.Width);
        var inputs = torch.tensor(scaling.Apply(plain), [table.Videos * table.Variants, table.Width], ScalarType.Float64).to(ScalarType.Float32);
        var labels = torch.tensor(table.Labels.SelectMany(label => Enumerable.Repeat((long)label, table.Variants)).ToArray());

        // Zero weights are the right start for a convex problem, and the same in every run.
        var module = nn.Linear(table.Width, table.Classes);
        nn.init.zeros_(module.weight!);
        nn.init.zeros_(module.bias!);
        Optimize(module, new TensorBatchSource(inputs, labels, context.Options.BatchSize, context.Seed), table, validation, scaling);
        return Fold(module, scaling);
    }

    private void Optimize(TorchSharp.Modules.Linear module, TensorBatchSource source, FeatureTable table, FeatureTable? validation, FeatureScaling scaling)
    {
        var options = context.Options;
        var classWeights = table.ClassWeights is { } weights ? torch.tensor(weights) : null;
        var task = new ClassificationTask(module, options.LabelSmoothing, classWeights);
        using var optimizer = new AdamW(ParameterGroups.Build(module.named_parameters(), options.WeightDecay));
        using var best = new BestWeights(module, MetricGoal.Loss);
        var hooks = new List<TrainingHook> { new CancellationHook(context.ThrowIfCanceled) };
        if (validation is not null)
        {
            hooks.Add(new EvaluationHook(module, _ => HeadScores.ToResults(HeadScores.Metrics(Fold(module, scaling), validation, classNames)), best: best));
            if (options.EarlyStopping is { } stop)
                hooks.Add(new EarlyStopping(MetricGoal.Loss, stop.Patience, stop.MinimumImprovement));
        }
        hooks.Add(new ProgressHook(context.Report, TimeSpan.FromSeconds(1)));
        hooks.Add(best);
        var loop = new TrainingLoopOptions
        {
            Epochs = options.Epochs,
            LearningRate = CosineSchedule.ForEpochs(options.LearningRate ?? DefaultLearningRate, 0, options.Epochs, source.BatchesPerEpoch),
            Seed = context.Seed,
            Log = context.Warning,
        };
        var end = new TrainingLoop<TensorBatch>(task, optimizer, loop, [.. hooks]).Run(source, context.CancellationToken);
        if (end.StopReason is { } reason)
            context.Info($"Training ended early: {reason}");
    }

    private static LinearHead Fold(TorchSharp.Modules.Linear module, FeatureScaling scaling)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return scaling.Fold(
            module.weight!.to(ScalarType.Float64).contiguous().data<double>().ToArray(),
            module.bias!.to(ScalarType.Float64).data<double>().ToArray());
    }
}
