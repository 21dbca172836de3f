namespace Samples.Data;

/// <summary>Finds labelled clips on disk.</summary>
internal static class ClipFolder
{
    private static readonly HashSet<string> VideoExtensions =
        new([".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".flv", ".gif", ".ts", ".3gp"], StringComparer.OrdinalIgnoreCase);

    /// <summary>All clips of a folder: labels are the names of its sub-folders, or what <paramref name="pattern"/> finds in the file names.</summary>
    public static IReadOnlyList<LabelledClip> Read(string folder, NamePattern? pattern)
    {
        if (!Directory.Exists(folder))
            throw new ArgumentException($"There is no folder '{folder}'.");
        var clips = pattern is null ? ReadSubFolders(folder) : ReadFlat(folder, pattern);
        return clips.Count > 0
            ? clips
            : throw new ArgumentException($"No clips were found in '{folder}'. Expected {(pattern is null ? "one sub-folder of videos for each class" : $"videos named like {pattern}")}.");
    }

    private static List<LabelledClip> ReadSubFolders(string folder) =>
    [
        .. from classFolder in Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
           from path in Videos(classFolder)
           select new LabelledClip { Path = path, Label = Path.GetFileName(classFolder) },
    ];

    private static List<LabelledClip> ReadFlat(string folder, NamePattern pattern) =>
        [.. Videos(folder).Select(path => pattern.Read(path))];

    /// <summary>Paths of all videos of a folder and its sub-folders, whatever they show.</summary>
    public static IReadOnlyList<string> ReadUnlabelled(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).Prepend(folder).Order(StringComparer.Ordinal).SelectMany(Videos)]
        : throw new ArgumentException($"There is no folder '{folder}'.");

    private static IEnumerable<string> Videos(string folder) =>
        Directory.GetFiles(folder).Where(path => VideoExtensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);
}
