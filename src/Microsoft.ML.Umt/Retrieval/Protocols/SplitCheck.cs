using System.Globalization;

namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>Says what is wrong with a split, and why that may be.</summary>
internal static class SplitCheck
{
    public static IReadOnlyList<string> Problems(VideoTextProtocol protocol, ProtocolSplit split, int videos, int texts)
    {
        var problems = new List<string>();
        if (split.Videos is { } expectedVideos && expectedVideos != videos)
            problems.Add(Difference("videos", expectedVideos, videos));
        if (split.Texts is { } expectedTexts && expectedTexts != texts)
            problems.Add(Difference(Things(protocol), expectedTexts, texts));
        if (problems.Count == 0)
            return problems;
        var known = split.KnownDeviations.Where(d => (d.Videos is null || d.Videos == videos) && (d.Texts is null || d.Texts == texts)).ToList();
        problems.AddRange(known.Select(deviation => deviation.Explanation));
        if (known.Count == 0)
            problems.AddRange(Guesses(protocol, split, videos, texts));
        return problems;
    }

    private static IEnumerable<string> Guesses(VideoTextProtocol protocol, ProtocolSplit split, int videos, int texts)
    {
        if (protocol.IsParagraph && texts > videos)
            yield return "This is a paragraph protocol, with one text a video: join the captions of each video, CaptionLayout.Paragraph.";
        else if (!protocol.IsParagraph && split.Texts > split.Videos && texts == videos)
            yield return "One text a video was found: the captions were joined to paragraphs, which makes the test easier. Use CaptionLayout.OnePerRow.";
        else if (protocol.HasSeveralVideosPerText && texts == videos)
            yield return "Texts that belong to several videos were counted several times: set MergeEqualTexts.";
        var other = protocol.Splits.FirstOrDefault(s => s != split && (s.Videos ?? s.Texts) is not null && (s.Videos is null || s.Videos == videos) && (s.Texts is null || s.Texts == texts));
        yield return other is null
            ? $"Use the annotation file {split.AnnotationFile}, whole."
            : $"These are the counts of the split '{other.Name}'.";
    }

    private static string Things(VideoTextProtocol protocol) => protocol.Task == VideoTextTask.Retrieval ? "texts" : "questions";

    private static string Difference(string what, int expected, int found) =>
        string.Create(CultureInfo.InvariantCulture, $"Expected {expected:N0} {what}, found {found:N0}.");
}
