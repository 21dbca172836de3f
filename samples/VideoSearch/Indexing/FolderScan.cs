namespace VideoSearch.Indexing;

/// <summary>Finds the video files of a folder.</summary>
internal static class FolderScan
{
    /// <summary>Most files of one folder.</summary>
    public const int MostFiles = 100_000;

    private const int Depth = 24;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi", ".gif", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv", ".ogv", ".3gp", ".mxf",
    };

    /// <summary>The videos in a folder and below it, ordered by path. Links are reported, never followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="except">A folder that is left out: the one with converted videos.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static IReadOnlyList<FileInfo> Find(string folder, string except, CancellationToken cancellationToken)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Depth,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        };
        var walk = new System.IO.Enumeration.FileSystemEnumerable<FileInfo>(folder, (ref entry) => (FileInfo)entry.ToFileSystemInfo(), options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && Extensions.Contains(Path.GetExtension(entry.FileName.ToString())),
            ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0 && entry.ToFullPath() != except,
        };
        var files = new List<FileInfo>();
        foreach (var file in walk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            files.Add(file);
            if (files.Count == MostFiles)
                break;
        }
        // Names that are no text of this system's encoding are read with a mark in place of what is none: several may come out alike.
        return [.. files.DistinctBy(file => file.FullName).OrderBy(file => file.FullName, StringComparer.Ordinal)];
    }
}
