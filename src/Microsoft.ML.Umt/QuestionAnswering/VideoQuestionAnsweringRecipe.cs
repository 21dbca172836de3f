using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>A training on questions about videos, described as data. Immutable.</summary>
public sealed record VideoQuestionAnsweringRecipe
{
    /// <summary>The name by which <see cref="VideoQuestionAnsweringRecipes.Get"/> finds it.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose between recipes.</summary>
    public required string Description { get; init; }

    /// <summary>Name of the model, see <see cref="VideoTextPresets"/>.</summary>
    public required string Model { get; init; }

    /// <summary>File name, without extension, of the published weights that it starts from.</summary>
    public required string StartsFrom { get; init; }

    /// <summary>Name of the authors' annotation file that is learned from.</summary>
    public required string TrainingSet { get; init; }

    /// <summary>Name of the authors' answer list.</summary>
    public required string AnswerList { get; init; }

    /// <summary>Name of the authors' annotation file that is evaluated.</summary>
    public required string TestSet { get; init; }

    /// <summary>Passes over the data.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs of warm-up.</summary>
    public double WarmupEpochs { get; init; } = 1;

    /// <summary>Questions per batch of one device.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Questions per step over all devices of the authors.</summary>
    public int QuestionsPerStep { get; init; } = 256;

    /// <summary>Highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Probability of skipping the vision tower's last block.</summary>
    public required double DropPath { get; init; }

    /// <summary>Frames of a clip.</summary>
    public int Frames { get; init; } = 12;

    /// <summary>The recipe as trainer options for one device. Paths of weights, vocabulary and answer list are for the caller to set.</summary>
    public VideoQuestionAnsweringOptions ToOptions() => new()
    {
        Model = VideoTextPresets.Get(Model),
        Epochs = Epochs,
        WarmupEpochs = WarmupEpochs,
        BatchSize = BatchSize,
        AccumulationSteps = QuestionsPerStep / BatchSize,
        LearningRate = LearningRate,
        DropPath = DropPath,
        Frames = Frames,
    };
}
