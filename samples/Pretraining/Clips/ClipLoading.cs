using Microsoft.ML.Umt;
using Pretraining.Study;
using Samples.Data;
using Samples.Motion;

namespace Pretraining.Clips;

/// <summary>Clips as the command line asks for them, decoded into memory.</summary>
internal sealed class ClipLoading(SampleArguments arguments, int imageSize)
{
    // A little larger than what the student sees: training cuts squares out.
    private const double Margin = 8.0 / 7;

    // The own clips: many without a label, and so few with one that starting well matters.
    private const int UnlabelledPerClass = 40, LabelledPerClass = 6, TestPerClass = 15;
    private const int UnlabelledSeed = 1, LabelledSeed = 2_000_000, TestSeed = 3_000_000;

    private readonly MemoryClips _memory = new((int)Math.Round(imageSize * Margin));

    public StudyData Load()
    {
        var data = arguments.MakesClips ? OwnClips() : UsersClips();
        Console.WriteLine($"{data.OwnUnlabelled.Count} unlabelled clips; {data.Folds.Count} splits of {data.Folds.SelectMany(fold => fold.Test).Count()} test clips");
        return data;
    }

    private StudyData UsersClips()
    {
        var unlabelled = arguments.PretrainOn.SelectMany(ClipFolder.ReadUnlabelled).ToList();
        var pieces = InParallel(unlabelled, Pieces).SelectMany(all => all).ToList();
        if (arguments.Data is null)
            return new StudyData(pieces, []);
        var pattern = arguments.LabelPattern is { } text ? new NamePattern(text, arguments.GroupBy, [.. arguments.ClassNames]) : null;
        var clips = ClipFolder.Read(arguments.Data, pattern);
        return new StudyData(pieces, arguments.LeaveOneGroupOut ? Fold.LeaveOneGroupOut(Labelled(clips), arguments.Parts) : [OneFold(ClipSplit.Of(clips, seed: 1))]);
    }

    private StudyData OwnClips()
    {
        Console.WriteLine("Making clips with ffmpeg: an object moves left, right, up or down, comes nearer or goes away");
        string folder = Path.Combine(arguments.Out, "clips");
        var unlabelled = Make("unlabelled", UnlabelledPerClass, UnlabelledSeed);
        var fold = OneFold(new ClipSplit(Make("labelled", LabelledPerClass, LabelledSeed), Make("test", TestPerClass, TestSeed)));
        return new StudyData(InParallel(unlabelled, clip => _memory.Whole(clip.Path)), [fold]);

        IReadOnlyList<LabelledClip> Make(string name, int perClass, int seed)
        {
            MotionClipMaker.Make(Path.Combine(folder, name), perClass, seed);
            return ClipFolder.Read(Path.Combine(folder, name), pattern: null);
        }
    }

    private Fold OneFold(ClipSplit split) => new("all", 0, Labelled(split.Training), Labelled(split.Test));

    private IReadOnlyList<LabelledVideo> Labelled(IReadOnlyList<LabelledClip> clips) =>
        InParallel(clips, clip => new LabelledVideo(_memory.Whole(clip.Path), clip.Label, clip.Group));

    private IReadOnlyList<MLVideo> Pieces(string path)
    {
        try
        {
            return _memory.Pieces(path);
        }
        catch (VideoDecodeException error)
        {
            Console.Error.WriteLine($"Left out: {error.Message}");
            return [];
        }
    }

    private static IReadOnlyList<TResult> InParallel<T, TResult>(IReadOnlyList<T> items, Func<T, TResult> work) =>
        [.. items.AsParallel().AsOrdered().Select(work)];
}
