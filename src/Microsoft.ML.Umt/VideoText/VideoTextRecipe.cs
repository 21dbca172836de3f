using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>A training or an evaluation on videos and words, described as data. Immutable.</summary>
public sealed record VideoTextRecipe
{
    /// <summary>The name by which <see cref="VideoTextRecipes.Get"/> finds it.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose between recipes.</summary>
    public required string Description { get; init; }

    /// <summary>What it is for.</summary>
    public required VideoTextRecipeKind Kind { get; init; }

    /// <summary>Name of the model, see <see cref="VideoTextPresets"/>.</summary>
    public required string Model { get; init; }

    /// <summary>File name, without extension, of the published weights that it starts from; null for pretraining.</summary>
    public string? StartsFrom { get; init; }

    /// <summary>Name of the teacher, see <see cref="ImageTeacherSource.FromClip(string, string, bool)"/>; null where there is none.</summary>
    public string? Teacher { get; init; }

    /// <summary>Names of the authors' annotation files that are learned from; empty where nothing is.</summary>
    public IReadOnlyList<string> TrainingSets { get; init; } = [];

    /// <summary>Name of the authors' annotation file that is evaluated; null for none.</summary>
    public string? TestSet { get; init; }

    /// <summary>Passes over the data; 0 where nothing is learned.</summary>
    public int Epochs { get; init; }

    /// <summary>Epochs of warm-up.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Pairs per batch of one device.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Pairs per step over all devices of the authors.</summary>
    public int PairsPerStep { get; init; } = 256;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Probability of skipping the vision tower's last block.</summary>
    public double DropPath { get; init; }

    /// <summary>Frames of a clip.</summary>
    public int Frames { get; init; } = 12;

    /// <summary>Tokens of a text.</summary>
    public int TextLength { get; init; } = 32;

    /// <summary>What several captions of a video are.</summary>
    public CaptionUse Captions { get; init; } = CaptionUse.EachIsAPair;

    /// <summary>When two pairs show the same thing.</summary>
    public PairIdentity SameWhen { get; init; } = PairIdentity.Video;

    /// <summary>Only this much of each video is looked at; null for all.</summary>
    public TimeSpan? LongestVideo { get; init; }

    /// <summary>
    /// The recipe as trainer options for one device: its pairs a step are accumulated from batches of <see cref="BatchSize"/>, and the contrastive loss compares
    /// inside such a batch, where the authors compare over all devices. Paths of weights and vocabulary, and the teacher, are for the caller to set.
    /// </summary>
    /// <exception cref="ArgumentException">The recipe trains nothing.</exception>
    public VideoTextOptions ToOptions() => Kind == VideoTextRecipeKind.ZeroShot
        ? throw new ArgumentException($"The recipe '{Name}' trains nothing; use {nameof(VideoTextScoringOptions)}.{nameof(VideoTextScoringOptions.FromRecipe)}.")
        : new VideoTextOptions
        {
            Model = VideoTextPresets.Get(Model),
            LossWeights = Kind == VideoTextRecipeKind.Pretraining ? VideoTextLossWeights.Pretraining : VideoTextLossWeights.Finetuning,
            Epochs = Epochs,
            WarmupEpochs = WarmupEpochs,
            BatchSize = BatchSize,
            AccumulationSteps = PairsPerStep / BatchSize,
            LearningRate = LearningRate,
            DropPath = DropPath,
            Frames = Frames,
            TextLength = TextLength,
            Captions = Captions,
            SameWhen = SameWhen,
            LongestVideo = LongestVideo,
        };
}
