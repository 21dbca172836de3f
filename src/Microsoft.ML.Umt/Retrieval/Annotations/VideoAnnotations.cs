using Microsoft.ML.Umt.Retrieval.Annotations;

namespace Microsoft.ML.Umt;

/// <summary>
/// Reads the annotation files of video-text data sets: the authors' JSON lists, tables (.csv, .tsv, .txt) and SQLite databases; the content decides which.
/// </summary>
/// <remarks>
/// What comes back reads the file anew at each enumeration, one record at a time, and may be enumerated by several threads at once. The file is not
/// trusted: errors of its content are <see cref="InvalidDataException"/> and name file and record. Forms: spec umt-multi 4.1.
/// </remarks>
public static class VideoAnnotations
{
    /// <summary>
    /// Videos with captions. JSON: <c>{"video": name or list of names, "caption": text or list of texts}</c>; tables: a column for the video and one for the caption;
    /// SQLite: table <c>annos</c>. Every pair of a record's videos and captions is a row, unless paragraphs are asked for.
    /// </summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; null for the defaults. They are copied.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while enumerating: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IEnumerable<VideoCaption> ReadCaptions(string path, VideoAnnotationOptions? options = null) =>
        new AnnotationRows<VideoCaption>(path, options, Conversion(path, options).Captions);

    /// <summary>
    /// The same captions, brought together: a row for each video, in the order of their first records. The rows of one pass are held in memory, as the captions of a
    /// video may stand anywhere in the file. The options' caption layout does not matter.
    /// </summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; null for the defaults. They are copied.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while enumerating: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IEnumerable<CaptionedVideo> ReadCaptionedVideos(string path, VideoAnnotationOptions? options = null) =>
        new AnnotationRows<CaptionedVideo>(path, options, Conversion(path, options).Videos);

    /// <summary>Questions about videos. JSON: <c>{"video", "question", "answer": text or list of texts, "question_id"}</c>; tables: columns of these names.</summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; null for the defaults. They are copied.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while enumerating: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IEnumerable<VideoQuestion> ReadQuestions(string path, VideoAnnotationOptions? options = null) =>
        new AnnotationRows<VideoQuestion>(path, options, Conversion(path, options).Questions);

    /// <summary>
    /// Videos with texts to choose from. JSON: <c>{"video", "caption": list of texts, "answer": number of the right one}</c>; tables: columns <c>a1</c>, <c>a2</c>, …
    /// and <c>answer</c>.
    /// </summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; null for the defaults. They are copied.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while enumerating: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IEnumerable<VideoChoice> ReadChoices(string path, VideoAnnotationOptions? options = null) =>
        new AnnotationRows<VideoChoice>(path, options, Conversion(path, options).Choices);

    /// <summary>Names of the videos of any annotation file, each once, in file order; also of plain lists of names such as <c>MSRVTT_train.9k.csv</c>.</summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; null for the defaults. They are copied.</param>
    /// <exception cref="FileNotFoundException">There is no such file; while enumerating: videos are missing.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IEnumerable<string> ReadVideoNames(string path, VideoAnnotationOptions? options = null) =>
        new AnnotationRows<string>(
            path, options, (records, videos) => records.SelectMany(record => record.Videos.Select(name => videos.Find(name, record.Number).Name)).Distinct(StringComparer.Ordinal));

    /// <summary>Names of the videos that the options' folder does not hold, each once, in file order.</summary>
    /// <param name="path">The annotation file.</param>
    /// <param name="options">How to read it; the folder must be set.</param>
    /// <exception cref="ArgumentException">The options name no folder.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such video folder.</exception>
    public static IReadOnlyList<string> FindMissingVideos(string path, VideoAnnotationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (string.IsNullOrEmpty(options.VideoFolder))
            throw new ArgumentException($"Set {nameof(VideoAnnotationOptions)}.{nameof(VideoAnnotationOptions.VideoFolder)}: without it no file is looked for.", nameof(options));
        return new AnnotationRows<string>(path, options, (_, _) => []).Missing(out _);
    }

    /// <summary>The list of answers that a model chooses from: a JSON list of texts, or one text a line.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static IReadOnlyList<string> ReadAnswerList(string path) => LabelLists.Texts(path, new VideoAnnotationOptions().MaxRecordBytes);

    /// <summary>
    /// Class names in the order of their numbers: one a line (Kinetics, Something-Something, Moments in Time), a name and its number in either order parted by a tab or
    /// comma (MSR-VTT categories), or a JSON object of names and numbers.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or numbers are missing or doubled.</exception>
    public static IReadOnlyList<string> ReadLabels(string path) => LabelLists.Labels(path);

    /// <summary>Other names of videos, one a line: the file's name, a blank, tab or comma, the other name (MSVD's <c>youtube_mapping.txt</c>). From the other name to the file's.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line has another form, or a name occurs twice.</exception>
    public static IReadOnlyDictionary<string, string> ReadNameMap(string path) => LabelLists.Names(path);

    private static AnnotationConversion Conversion(string path, VideoAnnotationOptions? options) => new(path, options?.Clone() ?? new VideoAnnotationOptions());
}
