using Microsoft.ML.Runtime;
using Microsoft.ML.Umt;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML;

/// <summary>Annotations of videos in <c>mlContext.Data</c>.</summary>
public static class VideoAnnotationsCatalog
{
    private const int MostNamed = 10;

    /// <summary>
    /// Loads videos with captions from a JSON, CSV or SQLite file; columns as the members of <see cref="VideoCaption"/>. Lazy: each pass reads the file again.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadCaptions"/>.</param>
    /// <param name="videoFolder">Folder that the videos are in; a missing one is an error. Null: no file is looked for.</param>
    /// <param name="captions">How captions become rows.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoCaptions(
        this DataOperationsCatalog catalog, string path, string? videoFolder = null, CaptionLayout captions = CaptionLayout.OnePerRow) =>
        LoadVideoCaptions(catalog, path, new VideoAnnotationOptions { VideoFolder = videoFolder, Captions = captions });

    /// <summary>Loads videos with captions with all options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadCaptions"/>.</param>
    /// <param name="options">How to read it. They are copied. Missing videos that are kept or skipped are reported as a warning of the context's log.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoCaptions(this DataOperationsCatalog catalog, string path, VideoAnnotationOptions options) =>
        Load(catalog, path, options, VideoAnnotations.ReadCaptions);

    /// <summary>
    /// Loads videos with all their captions in one row, so that each video is decoded and encoded once; columns as the members of <see cref="CaptionedVideo"/>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadCaptionedVideos"/>.</param>
    /// <param name="videoFolder">Folder that the videos are in; a missing one is an error. Null: no file is looked for.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadCaptionedVideos(this DataOperationsCatalog catalog, string path, string? videoFolder = null) =>
        LoadCaptionedVideos(catalog, path, new VideoAnnotationOptions { VideoFolder = videoFolder });

    /// <summary>Loads videos with all their captions in one row, with all options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadCaptionedVideos"/>.</param>
    /// <param name="options">How to read it. They are copied. Missing videos that are kept or skipped are reported as a warning of the context's log.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadCaptionedVideos(this DataOperationsCatalog catalog, string path, VideoAnnotationOptions options) =>
        Load(catalog, path, options, VideoAnnotations.ReadCaptionedVideos);

    /// <summary>Loads questions about videos; columns as the members of <see cref="VideoQuestion"/>. Lazy: each pass reads the file again.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadQuestions"/>.</param>
    /// <param name="videoFolder">Folder that the videos are in; a missing one is an error. Null: no file is looked for.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoQuestions(this DataOperationsCatalog catalog, string path, string? videoFolder = null) =>
        LoadVideoQuestions(catalog, path, new VideoAnnotationOptions { VideoFolder = videoFolder });

    /// <summary>Loads questions about videos with all options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadQuestions"/>.</param>
    /// <param name="options">How to read it. They are copied. Missing videos that are kept or skipped are reported as a warning of the context's log.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoQuestions(this DataOperationsCatalog catalog, string path, VideoAnnotationOptions options) =>
        Load(catalog, path, options, VideoAnnotations.ReadQuestions);

    /// <summary>Loads videos with texts to choose from; columns as the members of <see cref="VideoChoice"/>. Lazy: each pass reads the file again.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadChoices"/>.</param>
    /// <param name="videoFolder">Folder that the videos are in; a missing one is an error. Null: no file is looked for.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoChoices(this DataOperationsCatalog catalog, string path, string? videoFolder = null) =>
        LoadVideoChoices(catalog, path, new VideoAnnotationOptions { VideoFolder = videoFolder });

    /// <summary>Loads videos with texts to choose from, with all options.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="path">The annotation file, see <see cref="VideoAnnotations.ReadChoices"/>.</param>
    /// <param name="options">How to read it. They are copied. Missing videos that are kept or skipped are reported as a warning of the context's log.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while reading: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IDataView LoadVideoChoices(this DataOperationsCatalog catalog, string path, VideoAnnotationOptions options) =>
        Load(catalog, path, options, VideoAnnotations.ReadChoices);

    private static IDataView Load<TRow>(
        DataOperationsCatalog catalog, string path, VideoAnnotationOptions options, Func<string, VideoAnnotationOptions, IEnumerable<TRow>> read)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        var rows = read(path, options);
        if (!string.IsNullOrEmpty(options.VideoFolder) && options.MissingVideos != MissingVideos.Error)
            WarnOfMissing(catalog.GetEnvironment(), path, options);
        return catalog.LoadFromEnumerable(rows);
    }

    private static void WarnOfMissing(IHostEnvironment environment, string path, VideoAnnotationOptions options)
    {
        if (VideoAnnotations.FindMissingVideos(path, options) is not { Count: > 0 } missing)
            return;
        using var channel = environment.Start(nameof(VideoAnnotations));
        var names = string.Join(", ", missing.Take(MostNamed)) + (missing.Count > MostNamed ? ", …" : "");
        channel.Warning($"{path}: {missing.Count} videos are missing and {(options.MissingVideos == MissingVideos.Skip ? "left out" : "kept")}: {names}");
    }
}
