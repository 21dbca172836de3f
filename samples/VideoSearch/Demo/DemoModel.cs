using Microsoft.ML.Umt;
using VideoSearch.Models;
using VideoSearch.Searching;

namespace VideoSearch.Demo;

/// <summary>What the sample runs on when it is given nothing: clips of its own, and a model trained on others of the same kind.</summary>
internal sealed class DemoModel(string dataFolder, int seed, int? gpu)
{
    private const string Note =
        "A small model, trained on this computer with clips of moving shapes. It knows the words red, green, blue, yellow, purple, white; circle, square, triangle; "
        + "moves to the left, to the right, up, down; grows, shrinks. For real videos start the program with --model.";

    // The clips on the page are not those of the training.
    private const int OtherSeed = 1_000_003;

    private static readonly string[] Examples = ["a red circle moves to the left", "a yellow triangle grows", "a blue square moves up", "a white circle shrinks"];

    /// <summary>Folder of the clips for the page.</summary>
    public string ClipFolder { get; } = Directory.CreateDirectory(Path.Combine(dataFolder, "clips")).FullName;

    /// <summary>Makes clips and model unless they are there, and loads the model.</summary>
    /// <param name="withClips">Whether the page is to show the clips.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the work; what is finished stays.</param>
    public ISearchModel Load(bool withClips, Action<ModelStatus> report, CancellationToken cancellationToken)
    {
        if (withClips)
        {
            report(new ModelStatus(false, "Making clips of moving shapes"));
            DemoClips.Make(ClipFolder, seed + OtherSeed, cancellationToken);
        }
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(dataFolder, "model")).FullName, $"shapes-{seed}.zip");
        if (!File.Exists(path))
        {
            report(new ModelStatus(false, "Drawing clips to learn from"));
            DemoTraining.Run(path, new TrainingPlan(), seed, gpu, progress => report(Describe(progress)), cancellationToken);
        }
        report(new ModelStatus(false, "Loading the model"));
        return VideoTextSearchModel.Load(path, gpu, Note, Examples);
    }

    /// <summary>One line about how well the model finds clips that it has not seen.</summary>
    public string Check(ISearchModel model)
    {
        var (first, firstFive, count) = DemoCheck.Run(model, seed + OtherSeed);
        return $"Of {count} descriptions of clips that the model has not seen, {first} find their clip first and {firstFive} among the first five (by chance 1 and 5).";
    }

    private static ModelStatus Describe(TrainingProgress progress)
    {
        string left = progress.Remaining is { } time ? $", about {Math.Max(1, Math.Ceiling(time.TotalSeconds / 10) * 10):F0} seconds left" : "";
        return new ModelStatus(false, $"First start: training a small model, pass {progress.Epoch} of {progress.Epochs}{left}", (double)progress.Step / Math.Max(1, progress.TotalSteps));
    }
}
