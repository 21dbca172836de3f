using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>A way to finetune that is known to work, as data (spec <c>umt-single</c>, section 9.2). Immutable.</summary>
public sealed record FinetuningRecipe
{
    /// <summary>The name by which <see cref="FinetuningRecipes.Get"/> finds it; a recipe of the authors has the name of the <see cref="ModelPreset"/> that it gave.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose.</summary>
    public required string Description { get; init; }

    /// <summary>Name of the model, see <see cref="ModelPresets"/>.</summary>
    public required string Model { get; init; }

    /// <summary>Name of the preset whose weights it starts from; null for random weights.</summary>
    public string? StartsFrom { get; init; }

    /// <summary>Name of the data set's protocol, see <see cref="ClassificationProtocols"/>; null for data sets of your own.</summary>
    public string? Protocol { get; init; }

    /// <summary>How much of the network is trained.</summary>
    public VideoTrainingDepth Depth { get; init; } = VideoTrainingDepth.Full;

    /// <summary>Frames of a clip.</summary>
    public int Frames { get; init; } = 8;

    /// <summary>Side of the frames in pixels.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Videos for one call of the model; on each of <see cref="Processes"/> GPUs for the authors.</summary>
    public required int BatchSize { get; init; }

    /// <summary>GPUs that the authors used together; here as many batches are accumulated for a step.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Clips that are made of each video.</summary>
    public int RepeatedAugmentation { get; init; } = 1;

    /// <summary>Passes over the videos.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs of warm-up.</summary>
    public required double WarmupEpochs { get; init; }

    /// <summary>Highest learning rate for 256 clips a step; see <see cref="EffectiveLearningRate"/>.</summary>
    public required double LearningRate { get; init; }

    /// <summary>First and last learning rate for 256 clips a step.</summary>
    public double MinimumLearningRate { get; init; } = 1e-6;

    /// <summary>Drop path of the last block.</summary>
    public required double DropPath { get; init; }

    /// <summary>Factor on the learning rate from block to block.</summary>
    public required double LayerDecay { get; init; }

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Leading blocks whose activations are computed again instead of kept.</summary>
    public int CheckpointedBlocks { get; init; }

    /// <summary>Clips of a test video; null takes the protocol's.</summary>
    public int? TestSegments { get; init; }

    /// <summary>Crops of a test clip; null takes the protocol's.</summary>
    public int? TestCrops { get; init; }

    /// <summary>Whether the classification head goes on from the checkpoint's.</summary>
    public bool KeepsHead { get; init; }

    /// <summary>Whether a list of the head's rows is needed to do so.</summary>
    public bool NeedsHeadRows { get; init; }

    /// <summary>How clips are varied.</summary>
    internal Func<ClipAugmentationOptions> Augmentation { get; init; } = () => new ClipAugmentationOptions();

    /// <summary>Clips of one step of the optimiser.</summary>
    public int ClipsPerStep => BatchSize * Processes * RepeatedAugmentation;

    /// <summary>The highest learning rate as the optimiser gets it.</summary>
    public double EffectiveLearningRate => LearningRate * ClipsPerStep / 256;

    internal VideoClassificationOptions ToOptions(string? checkpointPath, string? headRowsFile)
    {
        if (checkpointPath is null && StartsFrom is not null)
            throw new ArgumentException($"The recipe '{Name}' starts from weights of '{StartsFrom}': name their file.", nameof(checkpointPath));
        if (headRowsFile is null && NeedsHeadRows)
        {
            throw new ArgumentException(
                $"The recipe '{Name}' takes rows of the Kinetics-710 head, which a list chooses: name the JSON file that the authors publish (label_mixto600.json, label_mixto700.json).", nameof(headRowsFile));
        }
        var options = new VideoClassificationOptions
        {
            Encoder = checkpointPath is null ? VideoEncoderSource.FromScratch(Model) : VideoEncoderSource.FromCheckpoint(checkpointPath, Model),
            Depth = Depth,
            Sampling = new FrameSamplingOptions { FrameCount = Frames },
            ImageSize = ImageSize,
            Epochs = Epochs,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            WeightDecay = WeightDecay,
            Augmentation = Augmentation(),
            Finetuning = new VideoFinetuningOptions
            {
                ScaleLearningRate = true,
                MinimumLearningRate = MinimumLearningRate,
                WarmupLearningRate = MinimumLearningRate,
                WarmupEpochs = WarmupEpochs,
                AccumulationSteps = Processes,
                RepeatedAugmentation = RepeatedAugmentation,
                DropPath = DropPath,
                LayerDecay = LayerDecay,
                CheckpointedBlocks = CheckpointedBlocks,
                KeepHead = KeepsHead,
                HeadRowsFile = headRowsFile,
                SingleViewValidation = true,
            },
        };
        if (Protocol is not null)
            ClassificationProtocols.Get(Protocol).ApplyTo(options);
        options.Sampling.TemporalViews = TestSegments ?? options.Sampling.TemporalViews;
        options.SpatialCrops = TestCrops ?? options.SpatialCrops;
        return options;
    }
}
