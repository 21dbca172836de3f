using System.Globalization;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>One training on videos and words from the first step, or from a checkpoint, to the last.</summary>
internal static class MultimodalRun
{
    /// <summary>Trains the module, which lies on the device.</summary>
    /// <param name="context">Of this fit.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="random">Random numbers of the module.</param>
    /// <param name="items">What to learn from.</param>
    /// <param name="preset">Says what clips look like.</param>
    /// <param name="longest">Longer videos are cut to this; null for no limit.</param>
    /// <param name="fingerprint">Everything that decides the numbers.</param>
    /// <param name="flops">Cost of learning from one item, by whether it is a picture.</param>
    public static void Train<TItem>(
        MultimodalContext context,
        ITrainingTask<MediaBatch<TItem>> task,
        IRandomModule random,
        IReadOnlyList<TItem> items,
        VideoTextPreset preset,
        TimeSpan? longest,
        TrainingFingerprint fingerprint,
        Func<bool, double> flops)
        where TItem : IMediaItem
    {
        var options = context.Options;
        var module = task.Module;
        if (preset.Config.Vision.TubeletSize > 1 && items.FirstOrDefault(item => MediaKinds.IsPicture(item.Video)) is { } picture)
            throw new InvalidOperationException(
                $"Row {picture.Row} (counted from 0) holds a picture, '{picture.Video?.Name}', but the model '{preset.Name}' joins {preset.Config.Vision.TubeletSize} frames to a token and learns from videos only. Leave pictures out, or choose a model that joins none.");
        var device = context.Device.Resolve();
        var decoder = options.CreateDecoder();
        SquashedClipReader Reader(int frames) => SquashedClipReader.Train(decoder, frames, preset.ImageSize, options.SmallestCrop, options.Flip, longest);
        var source = new MediaBatchSource<TItem>(context, items, Reader(preset.Frames), Reader(1), forUpload: device.type != DeviceType.CPU);
        using var optimizer = new AdamW(VideoTextParameterGroups.Build(module.named_parameters(), options.WeightDecay, Rates(options)), new AdamWOptions());
        var precision = PrecisionSupport.Resolve(options.Precision, device);
        var pictures = items.Count(item => MediaKinds.IsPicture(item.Video));
        var cost = ((pictures * flops(true)) + ((items.Count - pictures) * flops(false))) / Math.Max(1, items.Count);
        var session = new TrainingSession(module, random, optimizer, options, new TrainingCost(cost, device, precision), context.Log) { AverageDecay = options.AverageDecay };
        session.Run(task, source, LoopOptions(context, source.BatchesPerEpoch, precision), fingerprint);
    }

    private static (string Pattern, double Scale)[]? Rates(MultimodalTrainingOptions options) =>
        options.VisionLearningRateScale == 1 ? null : [("^vision_encoder\\.encoder\\.", options.VisionLearningRateScale)];

    /// <summary>Takes a part of the module out of the training.</summary>
    public static void Freeze(nn.Module part)
    {
        foreach (var parameter in part.parameters())
            parameter.requires_grad = false;
    }

    /// <summary>What all these trainings compute from, as text by name; what only decides how fast is not among it.</summary>
    public static Dictionary<string, string> Describe(MultimodalTrainingOptions options, VideoTextPreset preset, int seed, string vocabulary)
    {
        var values = new Dictionary<string, object?>
        {
            [nameof(options.Model)] = preset.Config with { Vision = preset.Config.Vision with { CheckpointedBlocks = 0 } },
            [nameof(options.VocabularyPath)] = vocabulary,
            [nameof(options.AddSeparator)] = options.AddSeparator,
            [nameof(options.CheckpointPath)] = Path.GetFileName(options.CheckpointPath),
            [nameof(options.VisionCheckpointPath)] = Path.GetFileName(options.VisionCheckpointPath),
            [nameof(options.TextCheckpointPath)] = Path.GetFileName(options.TextCheckpointPath),
            [nameof(options.SmallestCrop)] = options.SmallestCrop,
            [nameof(options.Flip)] = options.Flip,
            [nameof(options.Reading.Decode)] = options.Reading.Decode.Pixels,
            [nameof(options.FreezeVision)] = options.FreezeVision,
            [nameof(options.Epochs)] = options.Epochs,
            [nameof(options.BatchSize)] = options.BatchSize,
            [nameof(options.AccumulationSteps)] = options.AccumulationSteps,
            [nameof(options.LearningRate)] = options.LearningRate,
            [nameof(options.VisionLearningRateScale)] = options.VisionLearningRateScale,
            [nameof(options.MinimumLearningRateShare)] = options.MinimumLearningRateShare,
            [nameof(options.WarmupEpochs)] = options.WarmupEpochs,
            [nameof(options.WeightDecay)] = options.WeightDecay,
            [nameof(options.MaxGradientNorm)] = options.MaxGradientNorm,
            [nameof(options.AverageDecay)] = options.AverageDecay,
            [nameof(options.Precision)] = options.Precision,
            [nameof(options.Seed)] = seed,
        };
        return values.ToDictionary(entry => entry.Key, entry => Convert.ToString(entry.Value, CultureInfo.InvariantCulture) ?? "");
    }

    private static TrainingLoopOptions LoopOptions(MultimodalContext context, int batchesPerEpoch, ScalarType precision)
    {
        var options = context.Options;
        var steps = (batchesPerEpoch + options.AccumulationSteps - 1) / options.AccumulationSteps;
        var multipliers = new MultiModalSchedule((int)(options.WarmupEpochs * steps), options.Epochs * steps, options.MinimumLearningRateShare);
        return new TrainingLoopOptions
        {
            Epochs = options.Epochs,
            LearningRate = new ScaledSchedule(options.LearningRate, multipliers),
            AccumulationSteps = options.AccumulationSteps,
            MaxGradientNorm = options.MaxGradientNorm,
            Precision = precision,
            Seed = context.Seed,
        };
    }
}
