using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt;

/// <summary>A way to pretrain that is known to work, as data (spec <c>umt-single</c>, section 9.1). Immutable.</summary>
public sealed record PretrainingRecipe
{
    /// <summary>The name by which <see cref="PretrainingRecipes.Get"/> finds it.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose.</summary>
    public required string Description { get; init; }

    /// <summary>Name of the student, see <see cref="ModelPresets"/>.</summary>
    public required string Student { get; init; }

    /// <summary>Name of the teacher: <c>clip-b16</c> and its like, or an image model of <see cref="ModelPresets"/>.</summary>
    public required string Teacher { get; init; }

    /// <summary>Passes over the videos.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs of warm-up.</summary>
    public required double WarmupEpochs { get; init; }

    /// <summary>Videos for one call of the model.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Videos for one step of the optimiser, a multiple of <see cref="BatchSize"/>.</summary>
    public required int VideosPerStep { get; init; }

    /// <summary>Highest learning rate for 256 videos a step.</summary>
    public double LearningRate { get; init; } = 1.5e-4;

    /// <summary>Last learning rate for 256 videos a step.</summary>
    public double MinimumLearningRate { get; init; } = 1e-5;

    /// <summary>Drop path of the last block.</summary>
    public double DropPath { get; init; } = 0.1;

    /// <summary>Share of hidden tokens.</summary>
    public double MaskRatio { get; init; } = 0.8;

    /// <summary>Aligned layers.</summary>
    public int AlignedLayers { get; init; } = 6;

    internal MaskedTeacherOptions ToOptions(string teacherPath) => new()
    {
        Student = ModelPresets.Get(Student),
        Teacher = Teacher.StartsWith("clip-", StringComparison.Ordinal)
            ? ImageTeacherSource.FromClip(teacherPath, Teacher)
            : ImageTeacherSource.FromImageModel(teacherPath, Teacher),
        Epochs = Epochs,
        WarmupEpochs = WarmupEpochs,
        BatchSize = BatchSize,
        AccumulationSteps = VideosPerStep / BatchSize,
        LearningRate = LearningRate,
        MinimumLearningRate = MinimumLearningRate,
        DropPath = DropPath,
        MaskRatio = MaskRatio,
        AlignedLayers = AlignedLayers,
    };
}
