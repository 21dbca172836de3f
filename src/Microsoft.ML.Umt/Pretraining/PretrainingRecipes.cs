using System.Collections.Frozen;

namespace Microsoft.ML.Umt;

/// <summary>Every recipe that the library knows by name. Thread-safe.</summary>
public static class PretrainingRecipes
{
    /// <summary>All recipes: those of the authors, then small ones.</summary>
    public static IReadOnlyList<PretrainingRecipe> All { get; } =
    [
        Published("umt-b16-k710", "umt-b16", "clip-b16", dropPath: 0.1),
        Published("umt-l16-k710", "umt-l16", "clip-l14", dropPath: 0.2),
        // A step of 64 videos and a higher rate for 256 suit thousands of videos rather than hundreds of thousands.
        Small("umt-s16-small", "One consumer GPU, thousands of videos, CLIP-B/16 as the teacher.", "umt-s16", "clip-b16", batchSize: 16),
        Small("umt-ti16-small", "A CPU with patience, the image model ViT-Ti/16 as the teacher.", "umt-ti16", "vit-ti16-augreg", batchSize: 8),
    ];

    private static readonly FrozenDictionary<string, PretrainingRecipe> ByName = All.ToFrozenDictionary(recipe => recipe.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The recipe of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such recipe; the message lists the names there are.</exception>
    public static PretrainingRecipe Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var recipe)
            ? recipe
            : throw new ArgumentException($"There is no pretraining recipe '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }

    // 201 epochs: the authors' schedule spans one more than they name.
    private static PretrainingRecipe Published(string name, string student, string teacher, double dropPath) => new()
    {
        Name = name,
        Description = $"The authors' pretraining of {student} on Kinetics-710 with the teacher {teacher}: 32 GPUs of 64 videos, here accumulated on one.",
        Student = student,
        Teacher = teacher,
        Epochs = 201,
        WarmupEpochs = 40,
        BatchSize = 64,
        VideosPerStep = 2048,
        DropPath = dropPath,
    };

    private static PretrainingRecipe Small(string name, string description, string student, string teacher, int batchSize) => new()
    {
        Name = name,
        Description = description,
        Student = student,
        Teacher = teacher,
        Epochs = 100,
        WarmupEpochs = 10,
        BatchSize = batchSize,
        VideosPerStep = 64,
        LearningRate = 1e-3,
        DropPath = 0,
    };
}
