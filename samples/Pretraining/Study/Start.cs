using Microsoft.ML.Umt;

namespace Pretraining.Study;

/// <summary>Where finetuning starts: an encoder that learned something, or random weights.</summary>
/// <param name="Name">For command line and files.</param>
/// <param name="Title">For tables and pictures.</param>
/// <param name="Objective">What was learned; null for random weights.</param>
/// <param name="Mask">What the student saw; null for random weights.</param>
internal sealed record Start(string Name, string Title, PretrainingObjective? Objective, TokenMaskKind? Mask)
{
    public static IReadOnlyList<Start> All { get; } =
    [
        new("random-weights", "random weights", null, null),
        new("pixels", "pixel reconstruction", PretrainingObjective.PixelReconstruction, TokenMaskKind.Tube),
        new("attention-mask", "teacher, attention mask", PretrainingObjective.Alignment, TokenMaskKind.Attention),
        new("random-mask", "teacher, random mask", PretrainingObjective.Alignment, TokenMaskKind.Random),
        new("tube-mask", "teacher, tube mask", PretrainingObjective.Alignment, TokenMaskKind.Tube),
    ];

    /// <summary>The first so many of all are the main ones: nothing, the baseline, and the method with its own mask.</summary>
    public const int Main = 3;

    public bool IsMain => All.Take(Main).Contains(this);

    public bool NeedsTeacher => Objective == PretrainingObjective.Alignment;
}
