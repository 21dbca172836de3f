using FFMpegCore;
using Microsoft.ML.Umt;

namespace VideoText;

/// <summary>The pairs to learn from and two kinds of pairs to test on.</summary>
/// <param name="Training">Whole clips of the first sequences of people interacting, and early parts of all other clips.</param>
/// <param name="UnseenClips">Whole clips of the last sequences: other people, other moments, the same six captions.</param>
/// <param name="UnseenParts">Late parts of the other clips: the same scene at another time. Easier, and said so.</param>
internal sealed record ClipLibrary(IReadOnlyList<CaptionedClip> Training, IReadOnlyList<CaptionedClip> UnseenClips, IReadOnlyList<CaptionedClip> UnseenParts)
{
    private const int FirstHeldOutSequence = 8;
    private const double TrainingShare = 0.6, TestFrom = 0.7;

    private static readonly TimeSpan LongestPart = TimeSpan.FromSeconds(4);

    // The class numbers in the file names, in words.
    private static readonly string[] Interactions =
    [
        "two people shake hands", "two people hug each other", "one person kicks another person",
        "a person points with a finger", "one person punches another person", "one person pushes another person",
    ];

    public static ClipLibrary Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ArgumentException($"There is no folder '{folder}': name one with --videos.");
        List<CaptionedClip> training = [], clips = [], parts = [];
        foreach (var path in Files(Path.Combine(folder, "ut-interaction", "set1")))
        {
            var numbers = Path.GetFileNameWithoutExtension(path).Split('_').Select(int.Parse).ToArray();
            var caption = Interactions[numbers[2]];
            (numbers[1] < FirstHeldOutSequence ? training : clips).Add(new CaptionedClip { Video = MLVideo.FromFile(path), Caption = caption, Key = path, Label = caption });
        }
        foreach (var (path, caption) in Described(Path.Combine(folder, "clips")).Concat(Signs(Path.Combine(folder, "asl_gestures"))))
        {
            var length = FFProbe.Analyse(path).Duration;
            var early = TrainingShare * length;
            // Two parts of a long clip, one of a short one.
            for (var start = TimeSpan.Zero; start < early && start < 2 * LongestPart; start += LongestPart)
                training.Add(Part(path, caption, start, Earlier(start + LongestPart, early)));
            var late = TestFrom * length;
            parts.Add(Part(path, caption, late, Earlier(late + LongestPart, length)));
        }
        return new ClipLibrary(training, clips, parts);
    }

    private static IEnumerable<string> Files(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).Order(StringComparer.Ordinal)
        : throw new ArgumentException($"There is no folder '{folder}'.");

    /// <summary>The clips of <c>labels.tsv</c>; remarks in brackets are no part of a caption, and captions with a semicolon are remarks throughout.</summary>
    private static IEnumerable<(string Path, string Caption)> Described(string folder)
    {
        var seen = new HashSet<string>();
        foreach (var line in File.ReadLines(Path.Combine(folder, "labels.tsv")))
        {
            var fields = line.Split('\t');
            var caption = fields[2].Split('(')[0].Trim();
            if (fields.Length == 3 && !caption.Contains(';', StringComparison.Ordinal) && seen.Add(caption))
                yield return (Path.Combine(folder, fields[0]), caption);
        }
    }

    private static IEnumerable<(string Path, string Caption)> Signs(string folder) =>
        Files(folder).Select(path => (path, $"a person makes the sign for {Path.GetFileNameWithoutExtension(path)}"));

    private static CaptionedClip Part(string path, string caption, TimeSpan start, TimeSpan end) =>
        new() { Video = MLVideo.FromFile(path, start, end), Caption = caption, Key = $"{path} {start}" };

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
