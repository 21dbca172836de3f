using Samples.Data;
using Samples.Motion;

namespace VideoClassification;

/// <summary>Clips as the command line asks for them.</summary>
internal static class ClipSource
{
    private const int TrainingClipsPerClass = 40;
    private const int TestClipsPerClass = 15;

    // Training and test clips are drawn with different seeds: no scene occurs in both.
    private const int TestSeedOffset = 1_000_000;

    /// <summary>The user's clips, or clips made now.</summary>
    public static ClipSplit Find(SampleArguments arguments)
    {
        var pattern = Pattern(arguments);
        if (arguments.Data is null)
            return MakeClips(arguments);
        var clips = ClipFolder.Read(arguments.Data, pattern);
        return arguments.Test is null
            ? ClipSplit.Of(clips, arguments.Seed)
            : new ClipSplit(clips, ClipFolder.Read(arguments.Test, pattern));
    }

    /// <summary>All clips of --data, to be split by group.</summary>
    public static IReadOnlyList<LabelledClip> All(SampleArguments arguments)
    {
        if (arguments.Data is null || arguments.LabelPattern is null || arguments.GroupBy is null)
            throw new ArgumentException("--leave-one-group-out needs --data, --label-pattern and --group-by.");
        return ClipFolder.Read(arguments.Data, Pattern(arguments));
    }

    private static ClipSplit MakeClips(SampleArguments arguments)
    {
        string folder = Path.Combine(arguments.Out, "clips", $"seed-{arguments.Seed}");
        Console.WriteLine("Making clips with ffmpeg: an object moves left, right, up or down, comes nearer or goes away");
        string training = Path.Combine(folder, "training"), test = Path.Combine(folder, "test");
        MotionClipMaker.Make(training, TrainingClipsPerClass, arguments.Seed);
        MotionClipMaker.Make(test, TestClipsPerClass, arguments.Seed + TestSeedOffset);
        return new ClipSplit(ClipFolder.Read(training, pattern: null), ClipFolder.Read(test, pattern: null));
    }

    private static NamePattern? Pattern(SampleArguments arguments) =>
        arguments.LabelPattern is { } pattern ? new NamePattern(pattern, arguments.GroupBy, [.. arguments.ClassNames]) : null;
}
