using System.Globalization;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>What follows from the options of a finetuning taken together: learning rates, schedule, the fingerprint of its checkpoints. Immutable.</summary>
internal sealed class FinetuningPlan(VideoClassificationOptions options, ClassifierSettings settings)
{
    // For 256 clips a step; a handful of videos would get a rate that no longer learns anything in a user's few epochs, hence the floor.
    private const double PretrainedLearningRate = 1e-3;
    private const double LowestPretrainedLearningRate = 5e-5;
    private const double RandomLearningRate = 1e-3;
    private const double AdapterLearningRate = 1e-3;
    private const double PretrainedLayerDecay = 0.75, LargeLayerDecay = 0.85;
    private const int LargeDepth = 24;
    private const double LongestUsualWarmup = 5;

    private readonly VideoFinetuningOptions _finetuning = options.Finetuning;

    /// <summary>The highest learning rate as the optimiser gets it.</summary>
    public double LearningRate => options.LearningRate is { } rate ? Scaled(rate) : DefaultLearningRate();

    public CosineSchedule Schedule(int stepsPerEpoch)
    {
        var highest = LearningRate;
        return CosineSchedule.ForEpochs(
            highest,
            Math.Min(Scaled(_finetuning.MinimumLearningRate), highest),
            options.Epochs,
            stepsPerEpoch,
            _finetuning.WarmupEpochs ?? Math.Min(LongestUsualWarmup, options.Epochs / 10.0),
            startValue: Math.Min(Scaled(_finetuning.WarmupLearningRate), highest));
    }

    public double LayerDecay(int depth) => _finetuning.LayerDecay
        ?? (options.Encoder.CheckpointPath is null || options.Depth == VideoTrainingDepth.Adapter ? 1 : depth >= LargeDepth ? LargeLayerDecay : PretrainedLayerDecay);

    /// <summary>Everything that decides the numbers of a training; workers, devices, caches and callbacks do not.</summary>
    public TrainingFingerprint Fingerprint(int seed, TrainingSplit split)
    {
        var augmentation = options.Augmentation;
        var stop = options.EarlyStopping;
        var isAdapter = options.Depth == VideoTrainingDepth.Adapter;
        var values = new Dictionary<string, object?>
        {
            [nameof(options.Depth)] = options.Depth,
            ["Network"] = settings.Network.ToJson(),
            [nameof(options.Encoder)] = Path.GetFileName(options.Encoder.CheckpointPath),
            ["Classes"] = string.Join(", ", settings.ClassNames),
            [nameof(options.Sampling)] = Describe(settings.Sampling),
            [nameof(options.FrameFit)] = options.FrameFit,
            [nameof(options.SpatialCrops)] = options.SpatialCrops,
            [nameof(options.Reading.Decode)] = options.Reading.Decode.Pixels,
            [nameof(options.Streams)] = options.Streams,
            [nameof(options.Adapter)] = isAdapter ? $"rank {options.Adapter.Rank} alpha {Number(options.Adapter.Alpha)} dropout {Number(options.Adapter.Dropout)}" : null,
            [nameof(options.Epochs)] = options.Epochs,
            [nameof(options.BatchSize)] = options.BatchSize,
            [nameof(options.LearningRate)] = LearningRate,
            [nameof(options.WeightDecay)] = options.WeightDecay,
            [nameof(options.LabelSmoothing)] = options.LabelSmoothing,
            [nameof(options.BalanceClasses)] = options.BalanceClasses,
            [nameof(options.EarlyStopping)] = stop is null ? null : $"after {stop.Patience} below {Number(stop.MinimumImprovement)}",
            [nameof(options.Precision)] = options.Precision,
            [nameof(options.Seed)] = seed,
            [nameof(augmentation.Flip)] = augmentation.Flip,
            [nameof(augmentation.SmallestCrop)] = augmentation.SmallestCrop,
            [nameof(augmentation.RandAugmentOperations)] = augmentation.RandAugmentOperations,
            [nameof(augmentation.RandAugmentMagnitude)] = augmentation.RandAugmentMagnitude,
            [nameof(augmentation.RandomErasing)] = augmentation.RandomErasing,
            [nameof(augmentation.Mixup)] = augmentation.Mixup,
            [nameof(augmentation.CutMix)] = augmentation.CutMix,
            [nameof(_finetuning.LayerDecay)] = LayerDecay(settings.Network.Video!.Depth),
            [nameof(_finetuning.WarmupEpochs)] = _finetuning.WarmupEpochs,
            [nameof(_finetuning.MinimumLearningRate)] = Scaled(_finetuning.MinimumLearningRate),
            [nameof(_finetuning.WarmupLearningRate)] = Scaled(_finetuning.WarmupLearningRate),
            [nameof(_finetuning.RepeatedAugmentation)] = _finetuning.RepeatedAugmentation,
            [nameof(_finetuning.DropPath)] = _finetuning.DropPath,
            [nameof(_finetuning.HeadDropout)] = _finetuning.HeadDropout,
            [nameof(_finetuning.MaxGradientNorm)] = _finetuning.MaxGradientNorm,
            [nameof(_finetuning.AccumulationSteps)] = _finetuning.AccumulationSteps,
            [nameof(_finetuning.AverageDecay)] = _finetuning.AverageDecay,
            [nameof(_finetuning.KeepHead)] = _finetuning.KeepHead,
            [nameof(_finetuning.HeadRowsFile)] = Path.GetFileName(_finetuning.HeadRowsFile),
            [nameof(_finetuning.SingleViewValidation)] = _finetuning.SingleViewValidation,
            ["TrainingVideos"] = LabelledVideos.IdentityOf(split.Training),
            ["ValidationVideos"] = LabelledVideos.IdentityOf(split.Validation),
        };
        return new TrainingFingerprint(values.ToDictionary(entry => entry.Key, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? ""));
    }

    private double DefaultLearningRate() => options.Depth == VideoTrainingDepth.Adapter ? AdapterLearningRate
        : options.Encoder.CheckpointPath is null ? RandomLearningRate
        : Math.Max(LowestPretrainedLearningRate, ForClipsOfAStep(PretrainedLearningRate));

    private double Scaled(double rate) => _finetuning.ScaleLearningRate ? ForClipsOfAStep(rate) : rate;

    private double ForClipsOfAStep(double rate) =>
        LearningRateScaling.Effective(rate, options.BatchSize, _finetuning.AccumulationSteps, _finetuning.RepeatedAugmentation);

    private static string Describe(FrameSamplingOptions sampling) =>
        $"{sampling.Strategy} {sampling.FrameCount} frames, stride {sampling.Stride}, {Number(sampling.FramesPerSecond)} a second, {sampling.TemporalViews} views";

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
