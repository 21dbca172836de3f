using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Finetunes a video network end to end (spec umt-single 9.2).</summary>
internal sealed class FullTraining(TrainingContext context, ClassifierSettings settings)
{
    // For 256 videos a step; a handful of videos would get a rate that no longer learns anything in a user's few epochs, hence the floor.
    private const double PretrainedLearningRate = 1e-3;
    private const double LowestPretrainedLearningRate = 5e-5;
    private const double RandomLearningRate = 1e-3;
    private const double SmallestLearningRate = 1e-6;
    private const int LargeDepth = 24;

    private readonly VideoClassificationOptions _options = context.Options;

    public Network Run(TrainingSplit split)
    {
        NativeRuntime.EnsureLoaded();
        var device = context.Device.Resolve();
        var module = EncoderLoading.LoadForFinetuning(_options, settings.Network, context.Seed, context.Info);
        try
        {
            context.Info(FormattableString.Invariant($"{settings.Network.Name}: {module.EstimateFlops() / 1e9:F1} GFLOP a clip forward, about three times that for a training step."));
            module.to(device);
            Train(module, device, split);
            module.to(CPU);
            return new Network(settings.Network, module, identity: null);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private void Train(VideoTransformer module, Device device, TrainingSplit split)
    {
        using var scope = NewDisposeScope();
        var decoder = CreateDecoder();
        var source = new ClipBatchSource(context, split.Training, CreateReader(decoder));
        var classWeights = _options.BalanceClasses ? tensor(ClassWeights.Balanced(split.CountByClass(settings.ClassNames.Count)), device: device) : null;
        var mixing = new BatchMixOptions { MixupAlpha = _options.Augmentation.Mixup, CutmixAlpha = _options.Augmentation.CutMix, LabelSmoothing = _options.LabelSmoothing };
        var task = new FinetuningTask(module, device, settings.Network.CreateNormalization(), _options.LabelSmoothing, mixing, classWeights);
        var groups = ParameterGroups.Build(module.named_parameters(), _options.WeightDecay, new LayerDecay(LayerDecayRate(module), module.Config.Depth));
        using var optimizer = new AdamW(groups);
        using var best = new BestWeights(module, MetricGoal.Loss);
        var hooks = Hooks(module, device, split, decoder, best);
        var end = new TrainingLoop<ClipTrainingBatch>(task, optimizer, LoopOptions(source, device), hooks).Run(source, context.CancellationToken);
        if (end.StopReason is { } reason)
            context.Info($"Training ended early: {reason}");
        if (best.Value is { } loss)
            context.Info(FormattableString.Invariant($"The weights of epoch {best.Epoch + 1} are kept, validation loss {loss:F4}."));
    }

    private TrainingHook[] Hooks(VideoTransformer module, Device device, TrainingSplit split, IVideoDecoder decoder, BestWeights best)
    {
        var hooks = new List<TrainingHook> { new CancellationHook(context) };
        if (split.Validation.Count > 0)
        {
            var validation = new ModuleValidation(context, settings, module, device, split.Validation, settings.CreateReader(decoder));
            hooks.Add(new EvaluationHook(module, validation.Run, best: best));
            if (_options.EarlyStopping is { } stop)
                hooks.Add(new EarlyStopping(MetricGoal.Loss, stop.Patience, stop.MinimumImprovement));
        }
        hooks.Add(new ProgressHook(context.Report, TimeSpan.FromSeconds(1)));
        hooks.Add(best);
        return [.. hooks];
    }

    private TrainingLoopOptions LoopOptions(ClipBatchSource source, Device device)
    {
        var finetuning = _options.Finetuning;
        var rate = _options.LearningRate ?? DefaultLearningRate();
        var steps = (source.BatchesPerEpoch + finetuning.AccumulationSteps - 1) / finetuning.AccumulationSteps;
        var warmup = finetuning.WarmupEpochs ?? Math.Min(5, _options.Epochs / 10.0);
        return new TrainingLoopOptions
        {
            Epochs = _options.Epochs,
            LearningRate = CosineSchedule.ForEpochs(rate, Math.Min(SmallestLearningRate, rate), _options.Epochs, steps, warmup, startValue: Math.Min(SmallestLearningRate, rate)),
            AccumulationSteps = finetuning.AccumulationSteps,
            MaxGradientNorm = finetuning.MaxGradientNorm,
            Precision = PrecisionSupport.Resolve(_options.Precision, device),
            Seed = context.Seed,
            Log = context.Warning,
        };
    }

    private double DefaultLearningRate() => _options.Encoder.CheckpointPath is null
        ? RandomLearningRate
        : Math.Max(LowestPretrainedLearningRate, LearningRateScaling.Effective(PretrainedLearningRate, _options.BatchSize, _options.Finetuning.AccumulationSteps));

    private double LayerDecayRate(VideoTransformer module) =>
        _options.Finetuning.LayerDecay ?? (_options.Encoder.CheckpointPath is null ? 1 : module.Config.Depth >= LargeDepth ? 0.85 : 0.75);

    private IVideoDecoder CreateDecoder()
    {
        var decoder = _options.Reading.CreateDecoder();
        var bytes = _options.Finetuning.FrameCacheBytes;
        return bytes == 0 ? decoder : new CachingVideoDecoder(decoder, _options.Reading.Decode, bytes);
    }

    private TrainingClipReader CreateReader(IVideoDecoder decoder)
    {
        var augmentation = _options.Augmentation;
        var transform = new TrainTransform(new TrainTransformOptions
        {
            Size = settings.Network.ImageSize,
            RandAugment = augmentation.RandAugmentOperations == 0 ? null : new RandAugment(augmentation.RandAugmentOperations, augmentation.RandAugmentMagnitude),
            Crop = new RandomResizedCrop(augmentation.SmallestCrop),
            FlipProbability = augmentation.Flip ? 0.5 : 0,
            Erasing = augmentation.RandomErasing == 0 ? null : new RandomErasing(augmentation.RandomErasing),
            Statistics = new ChannelStatistics(settings.Network.Mean, settings.Network.Std),
        });
        return new TrainingClipReader(decoder, settings.Sampling.CreateTrainingSampler(), settings.Sampling.FrameCount, transform, settings.Streams);
    }
}
