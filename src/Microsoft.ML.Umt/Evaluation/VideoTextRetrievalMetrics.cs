using System.Globalization;
using System.Text;
using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt;

/// <summary>
/// How well videos are found by their texts and texts by their videos. Recalls are shares, 0 … 1; <see cref="ToString"/> and
/// <see cref="ToReferenceValues"/> give percent as the papers do. Immutable and thread-safe. Follows the UMT evaluation (spec umt-multi 6).
/// </summary>
public sealed class VideoTextRetrievalMetrics
{
    internal VideoTextRetrievalMetrics(RetrievalDirectionMetrics textToVideo, RetrievalDirectionMetrics videoToText, VideoTextRetrievalMetrics? withoutReranking = null) =>
        (TextToVideo, VideoToText, WithoutReranking) = (textToVideo, videoToText, withoutReranking);

    /// <summary>A text is the query, the videos are the candidates: search by words.</summary>
    public RetrievalDirectionMetrics TextToVideo { get; }

    /// <summary>A video is the query, the texts are the candidates.</summary>
    public RetrievalDirectionMetrics VideoToText { get; }

    /// <summary>The same queries ranked by the embeddings alone; null when nothing was re-ranked.</summary>
    public VideoTextRetrievalMetrics? WithoutReranking { get; }

    /// <summary>Number of videos.</summary>
    public int VideoCount => TextToVideo.CandidateCount;

    /// <summary>Number of texts.</summary>
    public int TextCount => VideoToText.CandidateCount;

    /// <summary>The mean of both directions' mean recalls, 0 … 1: the number that checkpoints are selected by.</summary>
    public double MeanRecall => (VideoToText.MeanPercent + TextToVideo.MeanPercent) / 200;

    /// <summary>Ranks one matrix of scores in both directions.</summary>
    /// <param name="videoToText">Scores <c>[videos, texts]</c>, row after row; the larger the better.</param>
    /// <param name="matches">Which texts belong to which videos; it also gives the two sizes.</param>
    /// <exception cref="ArgumentException">The number of scores is not videos x texts, or a score is not a number.</exception>
    public static VideoTextRetrievalMetrics FromScores(ReadOnlyMemory<float> videoToText, RetrievalMatches matches)
    {
        ArgumentNullException.ThrowIfNull(matches);
        Check(videoToText, matches, nameof(videoToText));
        var transposed = new float[videoToText.Length];
        for (var video = 0; video < matches.VideoCount; video++)
        {
            var row = videoToText.Span.Slice(video * matches.TextCount, matches.TextCount);
            for (var text = 0; text < row.Length; text++)
                transposed[text * matches.VideoCount + video] = row[text];
        }
        return FromScores(videoToText, transposed, matches);
    }

    /// <summary>
    /// Ranks a matrix of scores for each direction, as re-ranking gives them: there a pair's score may be known in one direction only, and pairs that
    /// were not scored carry one low value, such as the reference's -100.
    /// </summary>
    /// <param name="videoToText">Scores <c>[videos, texts]</c>, row after row, of texts for each video; the larger the better.</param>
    /// <param name="textToVideo">Scores <c>[texts, videos]</c>, row after row, of videos for each text.</param>
    /// <param name="matches">Which texts belong to which videos; it also gives the two sizes.</param>
    /// <exception cref="ArgumentException">The number of scores is not videos x texts, or a score is not a number.</exception>
    public static VideoTextRetrievalMetrics FromScores(ReadOnlyMemory<float> videoToText, ReadOnlyMemory<float> textToVideo, RetrievalMatches matches)
    {
        ArgumentNullException.ThrowIfNull(matches);
        Check(videoToText, matches, nameof(videoToText));
        Check(textToVideo, matches, nameof(textToVideo));
        return new VideoTextRetrievalMetrics(
            new(RetrievalRanks.Of(textToVideo, matches.TextCount, matches.VideoCount, matches.VideosOf, nameof(textToVideo)), matches.VideoCount),
            new(RetrievalRanks.Of(videoToText, matches.VideoCount, matches.TextCount, matches.TextsOf, nameof(videoToText)), matches.TextCount));
    }

    /// <summary>
    /// The values under the names and with the rounding of the authors' logs, in percent with two decimals: <c>txt_r1 … txt_r_mean</c> are video to text,
    /// <c>img_r1 … img_r_mean</c> text to video, <c>r_mean</c> is the mean of both.
    /// </summary>
    public IReadOnlyDictionary<string, double> ToReferenceValues()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, direction) in (ReadOnlySpan<(string, RetrievalDirectionMetrics)>)[("txt", VideoToText), ("img", TextToVideo)])
        {
            foreach (var k in (ReadOnlySpan<int>)[1, 5, 10])
                values.Add($"{name}_r{k}", RetrievalRounding.ToHundredths(direction.PercentAt(k)));
            values.Add($"{name}_r_mean", RetrievalRounding.ToHundredths(direction.MeanPercent));
        }
        values.Add("r_mean", RetrievalRounding.ToHundredths((VideoToText.MeanPercent + TextToVideo.MeanPercent) / 2));
        return values;
    }

    /// <summary>A table in percent for fixed-width fonts.</summary>
    public override string ToString()
    {
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{VideoCount} videos, {TextCount} texts{(WithoutReranking is null ? "" : ", re-ranked")}");
        table.AppendLine("percent          R@1     R@5    R@10    mean  median rank  mean rank  queries");
        AppendRow(table, "text to video", TextToVideo);
        AppendRow(table, "video to text", VideoToText);
        table.Append(CultureInfo.InvariantCulture, $"mean recall {RetrievalRounding.ToHundredths(100 * MeanRecall):F2}");
        if (WithoutReranking is { } embeddings)
            table.AppendLine().AppendLine().Append("by embeddings alone: ").Append(embeddings);
        return table.ToString();
    }

    private static void AppendRow(StringBuilder table, string name, RetrievalDirectionMetrics direction)
    {
        table.Append(name);
        foreach (var percent in (ReadOnlySpan<double>)[direction.PercentAt(1), direction.PercentAt(5), direction.PercentAt(10), direction.MeanPercent])
            table.Append(CultureInfo.InvariantCulture, $"{RetrievalRounding.ToHundredths(percent),8:F2}");
        table.AppendLine(CultureInfo.InvariantCulture, $"{direction.MedianRank,13:F1}{direction.MeanRank,11:F2}{direction.QueryCount,9}");
    }

    private static void Check(ReadOnlyMemory<float> scores, RetrievalMatches matches, string name)
    {
        if (scores.Length != (long)matches.VideoCount * matches.TextCount)
            throw new ArgumentException(
                $"{matches.VideoCount} videos and {matches.TextCount} texts need {(long)matches.VideoCount * matches.TextCount} scores, found {scores.Length}.", name);
    }
}
