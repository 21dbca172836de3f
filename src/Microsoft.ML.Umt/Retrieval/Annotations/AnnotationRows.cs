using System.Collections;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>
/// The rows of an annotation file: each enumeration reads the file anew, so memory stays small and several cursors may run at once.
/// Missing videos are looked for once, before the first row.
/// </summary>
internal sealed class AnnotationRows<TRow> : IEnumerable<TRow>
{
    private const int MostNamed = 10;

    private readonly string _path;
    private readonly VideoAnnotationOptions _options;
    private readonly Func<IEnumerable<AnnotationRecord>, AnnotationVideos, IEnumerable<TRow>> _toRows;
    private readonly Lazy<bool> _checked;

    public AnnotationRows(string path, VideoAnnotationOptions? options, Func<IEnumerable<AnnotationRecord>, AnnotationVideos, IEnumerable<TRow>> toRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no annotation file '{path}'.", path);
        _options = options?.Clone() ?? new VideoAnnotationOptions();
        if (!string.IsNullOrEmpty(_options.VideoFolder) && !Directory.Exists(_options.VideoFolder))
            throw new DirectoryNotFoundException($"There is no video folder '{_options.VideoFolder}'.");
        (_path, _toRows) = (path, toRows);
        _checked = new Lazy<bool>(CheckVideos);
    }

    public IEnumerator<TRow> GetEnumerator()
    {
        _ = _checked.Value;
        return _toRows(AnnotationFile.Read(_path, _options), new AnnotationVideos(_path, _options)).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Names of the videos that the folder lacks, each once, in file order.</summary>
    public IReadOnlyList<string> Missing(out int videos)
    {
        var missing = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var files = new AnnotationVideos(_path, _options);
        foreach (var record in AnnotationFile.Read(_path, _options))
        {
            foreach (var name in record.Videos)
            {
                var (video, _, exists) = files.Find(name, record.Number);
                if (seen.Add(video) && !exists)
                    missing.Add(video);
            }
        }
        videos = seen.Count;
        return missing;
    }

    private bool CheckVideos()
    {
        if (string.IsNullOrEmpty(_options.VideoFolder) || _options.MissingVideos != MissingVideos.Error || Missing(out var videos) is not { Count: > 0 } missing)
            return true;
        throw new FileNotFoundException(
            $"{_path}: {missing.Count:N0} of {videos:N0} videos are not in '{Path.GetFullPath(_options.VideoFolder)}': " +
            $"{string.Join(", ", missing.Take(MostNamed))}{(missing.Count > MostNamed ? ", …" : "")}. " +
            $"Get them, set {nameof(VideoAnnotationOptions.VideoExtension)} if only extensions differ, or choose another {nameof(VideoAnnotationOptions.MissingVideos)}.",
            missing[0]);
    }
}
