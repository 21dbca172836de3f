using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Modeling;
using Pretraining.Clips;

namespace Pretraining.Study;

/// <summary>Trains a classifier from one encoder and counts the test clips that it recognises. Everything but the weights at the start is the same for all.</summary>
internal sealed class Finetuning
{
    private readonly SampleArguments _arguments;
    private readonly int _seed;
    private readonly Action<TrainingProgress> _showProgress;
    private readonly MLContext _mlContext;
    private readonly VideoEncoderSource _encoder;
    private readonly VideoFeatureCache _features = VideoFeatureCache.InMemory();

    /// <param name="arguments">The command line.</param>
    /// <param name="student">The model.</param>
    /// <param name="encoderPath">Its pretrained weights; null for random ones.</param>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="showProgress">Receives the progress of whole-network trainings.</param>
    public Finetuning(SampleArguments arguments, ModelPreset student, string? encoderPath, int seed, Action<TrainingProgress> showProgress)
    {
        (_arguments, _seed, _showProgress) = (arguments, seed, showProgress);
        _mlContext = new MLContext(seed) { GpuDeviceId = arguments.Gpu, FallbackToCpu = false };
        _encoder = encoderPath is null ? VideoEncoderSource.FromScratch(student) : VideoEncoderSource.FromCheckpoint(encoderPath, student);
    }

    public Cell Run(Start start, Fold fold, VideoTrainingDepth depth)
    {
        var clock = Stopwatch.StartNew();
        var rows = _mlContext.Data.LoadFromEnumerable(fold.Training.Select(clip => new ClipRow { Video = clip.Video, Label = clip.Label }));
        var pipeline = _mlContext.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(_mlContext.MulticlassClassification.Trainers.VideoClassification(Options(depth)));
        using var model = pipeline.Fit(rows);
        var answers = model.LastTransformer.Predict([.. fold.Test.Select(clip => clip.Video)]);
        int right = answers.Zip(fold.Test, (answer, clip) => answer.Label == clip.Label).Count(isRight => isRight);
        return new Cell(start.Name, _seed, fold.Group, depth.ToString(), right, fold.Test.Count, clock.Elapsed.TotalSeconds);
    }

    private VideoClassificationOptions Options(VideoTrainingDepth depth) => new()
    {
        Encoder = _encoder,
        Depth = depth,
        FrameFit = FrameFit.Squash,
        Head = new VideoHeadOptions { Mirror = !_arguments.NoFlip },
        FeatureCache = _features,
        Epochs = _arguments.Epochs,
        BatchSize = _arguments.Batch,
        LearningRate = depth == VideoTrainingDepth.Full ? _arguments.Rate : null,
        Augmentation = new ClipAugmentationOptions
        {
            Flip = !_arguments.NoFlip,
            SmallestCrop = 0.6,
            RandAugmentOperations = 0,
            RandomErasing = 0,
            Mixup = 0,
            CutMix = 0,
        },
        Finetuning = new VideoFinetuningOptions { LayerDecay = _arguments.LayerDecay, DropPath = 0, MaxGradientNorm = 1, WarmupEpochs = 2 },
        Seed = _seed,
        MetricsCallback = depth == VideoTrainingDepth.Full ? _showProgress : null,
    };
}
