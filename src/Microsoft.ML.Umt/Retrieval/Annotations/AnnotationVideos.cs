namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Turns the video names of annotations into names and paths that can be used, and knows which files there are. For one pass over a file.</summary>
internal sealed class AnnotationVideos(string annotationPath, VideoAnnotationOptions options)
{
    private readonly string? _folder = string.IsNullOrEmpty(options.VideoFolder) ? null : Path.GetFullPath(options.VideoFolder);
    private readonly Dictionary<string, bool> _exists = new(StringComparer.Ordinal);

    /// <summary>Name, path, and whether the file is there (always true without a folder).</summary>
    public (string Name, string Path, bool Exists) Find(string name, long record)
    {
        if (options.VideoNames is { } names)
            name = names.TryGetValue(name, out var other) ? other : throw AnnotationErrors.InRecord(annotationPath, record, $"the name map has no video '{name}'.");
        if (!string.IsNullOrEmpty(options.VideoExtension) && !name.EndsWith(options.VideoExtension, StringComparison.OrdinalIgnoreCase))
            name += options.VideoExtension;
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
            throw AnnotationErrors.InRecord(annotationPath, record, "the name of the video is empty or holds a zero character.");
        if (_folder is null)
            return (name, name, true);
        if (LeadsOut(name))
            throw AnnotationErrors.InRecord(annotationPath, record, $"the video name '{name}' leads out of the video folder '{_folder}', which is refused.");
        var path = Path.GetFullPath(Path.Combine(_folder, name));
        if (!_exists.TryGetValue(name, out var exists))
            _exists.Add(name, exists = File.Exists(path));
        return (name, path, exists);
    }

    // Both separators count everywhere: lists travel between systems.
    private static bool LeadsOut(string name) =>
        name[0] is '/' or '\\' || Path.IsPathRooted(name) || name is [_, ':', ..] || name.Split('/', '\\').Contains("..");
}
