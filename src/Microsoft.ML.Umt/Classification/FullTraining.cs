using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Runtime;
using Microsoft.ML.Umt.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Finetunes a video network end to end, or adapters on it (spec umt-single 9.2).</summary>
internal sealed class FullTraining(TrainingContext context, ClassifierSettings settings)
{
    private readonly VideoClassificationOptions _options = context.Options;
    private readonly FinetuningPlan _plan = new(context.Options, settings);

    public Network Run(TrainingSplit split)
    {
        NativeRuntime.EnsureLoaded();
        var device = context.Device.Resolve();
        var module = EncoderLoading.LoadForFinetuning(_options, settings.Network, context.Seed, context.Info);
        try
        {
            if (_options.Depth == VideoTrainingDepth.Adapter)
                Adapt(module, device, split);
            else
                Train((VideoTransformer)module.to(device), module, TrainingCost.Trained(module.EstimateFlops()), device, split);
            module.to(CPU);
            return new Network(settings.Network, module, identity: null);
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    private void Adapt(VideoTransformer module, Device device, TrainingSplit split)
    {
        var adapter = _options.Adapter;
        using var adapted = new AdaptedTransformer(module, new AdapterOptions(adapter.Rank, adapter.Alpha, adapter.Dropout));
        module.to(device);
        adapted.to(device);
        long learning = adapted.parameters().Sum(parameter => parameter.numel()), all = module.parameters().Sum(parameter => parameter.numel());
        context.Info(FormattableString.Invariant($"Adapters of rank {adapter.Rank}: {learning:N0} parameters learn, the encoder's {all:N0} but for norm and head stay."));
        Train(adapted, adapted, TrainingCost.Passed(module.EstimateFlops()), device, split);
        adapted.Merge();
    }

    private void Train(nn.Module<Tensor, Tensor> module, IRandomModule random, double flopsPerClip, Device device, TrainingSplit split)
    {
        using var scope = NewDisposeScope();
        var precision = PrecisionSupport.Resolve(_options.Precision, device);
        var decoder = CreateDecoder();
        var source = new ClipBatchSource(context, split.Training, CreateReader(decoder));
        var classWeights = _options.BalanceClasses ? tensor(ClassWeights.Balanced(split.CountByClass(settings.ClassNames.Count)), device: device) : null;
        var mixing = new BatchMixOptions { MixupAlpha = _options.Augmentation.Mixup, CutmixAlpha = _options.Augmentation.CutMix, LabelSmoothing = _options.LabelSmoothing };
        var task = new FinetuningTask(module, settings.ClassNames.Count, device, settings.Network.CreateNormalization(), _options.LabelSmoothing, mixing, classWeights);
        var depth = settings.Network.Video!.Depth;
        using var optimizer = new AdamW(ParameterGroups.Build(module.named_parameters(), _options.WeightDecay, new LayerDecay(_plan.LayerDecay(depth), depth)));
        var hasValidation = split.Validation.Count > 0;
        var session = new TrainingSession(module, random, optimizer, _options, new TrainingCost(flopsPerClip, device, precision), context.Log)
        {
            AverageDecay = _options.Finetuning.AverageDecay,
            Validate = hasValidation ? Validation(module, device, split.Validation, decoder).Run : null,
            EarlyStopping = hasValidation && _options.EarlyStopping is { } stop ? new EarlyStopping(MetricGoal.Loss, stop.Patience, stop.MinimumImprovement) : null,
        };
        session.Run(task, source, LoopOptions(source, precision), _plan.Fingerprint(context.Seed, split));
    }

    private ModuleValidation Validation(nn.Module<Tensor, Tensor> module, Device device, IReadOnlyList<LabelledVideo> videos, IVideoDecoder decoder)
    {
        var seen = settings;
        if (_options.Finetuning.SingleViewValidation)
        {
            var sampling = settings.Sampling.Clone();
            sampling.TemporalViews = 1;
            seen = settings with { Sampling = sampling, SpatialCrops = 1 };
        }
        return new ModuleValidation(context, seen, module, device, videos, seen.CreateReader(decoder));
    }

    private TrainingLoopOptions LoopOptions(ClipBatchSource source, ScalarType precision)
    {
        var finetuning = _options.Finetuning;
        var steps = (source.BatchesPerEpoch + finetuning.AccumulationSteps - 1) / finetuning.AccumulationSteps;
        return new TrainingLoopOptions
        {
            Epochs = _options.Epochs,
            LearningRate = _plan.Schedule(steps),
            AccumulationSteps = finetuning.AccumulationSteps,
            MaxGradientNorm = finetuning.MaxGradientNorm,
            Precision = precision,
            Seed = context.Seed,
        };
    }

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
        return new TrainingClipReader(
            decoder, settings.Sampling.CreateTrainingSampler(), settings.Sampling.FrameCount, transform, settings.Streams, _options.Finetuning.RepeatedAugmentation);
    }
}
