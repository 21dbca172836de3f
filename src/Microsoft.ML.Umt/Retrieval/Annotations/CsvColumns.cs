using System.Text.RegularExpressions;

namespace Microsoft.ML.Umt.Retrieval.Annotations;

/// <summary>Which column of a CSV file is what.</summary>
internal sealed partial record CsvColumns(int Video, int Caption, int Question, int QuestionId, int Answer, int[] Options, int Count)
{
    private const int None = -1;

    // The first name that the header has wins: MSRVTT_JSFUSION_test.csv has key, vid_key, video_id and sentence.
    private static readonly string[] VideoNames = ["video", "video_id", "videoid", "video_name", "video_path", "path", "file", "filename", "vid", "image"];
    private static readonly string[] CaptionNames = ["caption", "sentence", "text", "description"];

    /// <summary>The columns that a header names; null when the first line is no header.</summary>
    public static CsvColumns? FromHeader(string path, string[] header, VideoAnnotationOptions options)
    {
        var names = Array.ConvertAll(header, name => name.Trim());
        var video = options.VideoColumnName is { } wanted ? Required(path, names, wanted) : Find(names, VideoNames);
        if (video == None)
            return null;
        var caption = options.CaptionColumnName is { } text ? Required(path, names, text) : Find(names, CaptionNames);
        var choices = names.Select((name, i) => (Match: OptionName().Match(name), Column: i)).Where(o => o.Match.Success)
            .OrderBy(o => int.Parse(o.Match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)).Select(o => o.Column).ToArray();
        return new CsvColumns(video, caption, Find(names, ["question"]), Find(names, ["question_id", "qid"]), Find(names, ["answer"]), choices, header.Length);
    }

    /// <summary>The columns of a file without a header: a name, or a name and a caption.</summary>
    public static CsvColumns WithoutHeader(string path, string[] first) =>
        first.Length is 1 or 2
            ? new CsvColumns(0, first.Length == 2 ? 1 : None, None, None, None, [], first.Length)
            : throw AnnotationErrors.InFile(
                path, $"no column is known to name the video. The first line has {string.Join(", ", first.Take(12).Select(name => $"'{name}'"))}; " +
                $"expected one of {string.Join(", ", VideoNames)}, or set {nameof(VideoAnnotationOptions.VideoColumnName)}.");

    /// <summary>Whether the header has a column, and the value it has in a row.</summary>
    public static string? Value(string[] row, int column) => column == None ? null : row[column];

    private static int Find(string[] names, string[] known)
    {
        foreach (var name in known)
        {
            var at = Array.FindIndex(names, n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
                return at;
        }
        return None;
    }

    private static int Required(string path, string[] names, string wanted) =>
        Find(names, [wanted]) is var at and >= 0
            ? at
            : throw AnnotationErrors.InFile(path, $"there is no column '{wanted}'; the header has {string.Join(", ", names.Take(12).Select(name => $"'{name}'"))}.");

    [GeneratedRegex(@"^(?:a|option|choice)_?(\d{1,3})$", RegexOptions.IgnoreCase)]
    private static partial Regex OptionName();
}
