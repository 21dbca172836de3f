using Microsoft.ML.Umt;

namespace VideoClassification;

/// <summary>How to train, depending on what there is to start from.</summary>
internal static class Recipe
{
    private const string DefaultPretrained = "vit-ti16-augreg";
    private const string DefaultFromScratch = "umt-xs16";

    public static VideoClassificationOptions Choose(SampleArguments arguments, Action<TrainingProgress> showProgress)
    {
        var options = arguments.Weights is { } weights ? OnPretrainedWeights(arguments, weights) : FromScratch(arguments);
        options.MetricsCallback = showProgress;
        return options;
    }

    /// <summary>A pretrained encoder stays as it is; a linear head learns what its features mean. Minutes on a CPU, good with few clips.</summary>
    private static VideoClassificationOptions OnPretrainedWeights(SampleArguments arguments, string weights)
    {
        var options = new VideoClassificationOptions
        {
            Encoder = VideoEncoderSource.FromCheckpoint(weights, arguments.Model ?? DefaultPretrained),
            Depth = VideoTrainingDepth.Head,
            FrameFit = FrameFit.Squash,
            Head = new VideoHeadOptions { Mirror = true, VariedCopies = 4 },
            FeatureCache = VideoFeatureCache.InMemory(),
            Precision = ComputePrecision.Float32,
            BatchSize = 2,
        };
        if (options.Encoder.Preset.Image is not null)
            LookAtChanges(options);
        return options;
    }

    /// <summary>
    /// An image model knows nothing of motion. Shown what changes from frame to frame it does: eight of its twelve blocks describe the changes, and the
    /// head learns what changed where, and in which quarter of the clip.
    /// </summary>
    private static void LookAtChanges(VideoClassificationOptions options)
    {
        options.Streams = ClipStreams.Differences;
        options.Sampling = new FrameSamplingOptions { FrameCount = 16 };
        options.Head.Layer = 7;
        options.Head.Grid = 4;
        options.Head.Segments = 4;
    }

    /// <summary>A small video transformer learns everything from the clips. Mirroring is off, since it would exchange left and right.</summary>
    private static VideoClassificationOptions FromScratch(SampleArguments arguments) => new()
    {
        Encoder = VideoEncoderSource.FromScratch(arguments.Model ?? DefaultFromScratch),
        Depth = VideoTrainingDepth.Full,
        Epochs = arguments.Epochs ?? 14,
        BatchSize = 8,
        LearningRate = 1.5e-3,
        Precision = ComputePrecision.Float32,
        Augmentation = new ClipAugmentationOptions
        {
            Flip = false,
            SmallestCrop = 0.7,
            RandAugmentOperations = 0,
            RandomErasing = 0,
            Mixup = 0,
            CutMix = 0,
        },
        Finetuning = new VideoFinetuningOptions { DropPath = 0, MaxGradientNorm = 1, WarmupEpochs = 2 },
    };
}
