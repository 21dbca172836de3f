using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Matching scores of pairs, sorted by video so that each is read once.</summary>
internal static class VideoTextPairs
{
    // Stands for the empty text beside a video, which as a column value means that there is none.
    private const string BareStart = " ";

    public static IReadOnlyList<VideoTextMatch> Match(
        VideoTextScoring scoring, IReadOnlyList<MLVideo> videos, IReadOnlyList<string> texts, IReadOnlyList<(int Video, int Text)> pairs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Video < 0 || pairs[i].Video >= videos.Count || pairs[i].Text < 0 || pairs[i].Text >= texts.Count)
                throw new ArgumentOutOfRangeException(nameof(pairs), $"Pair {i} is video {pairs[i].Video} and text {pairs[i].Text}; there are {videos.Count} videos and {texts.Count} texts.");
        }
        var byVideo = Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].Video).ToArray();
        var requests = byVideo.Select(group => new ClipRequest(
            videos[group.Key], group.Key, Texts: Spoken(group.Select(i => texts[pairs[i].Text]))));
        var scored = scoring.Score(requests, cancellationToken);
        var results = new VideoTextMatch[pairs.Count];
        for (var number = 0; number < byVideo.Length; number++)
        {
            var (row, failure) = (scored[number].Row, scored[number].Failure);
            var place = 0;
            foreach (var i in byVideo[number])
            {
                results[i] = failure is null
                    ? new VideoTextMatch(row.Fits[place].Score, row.Fits[place].Probability, null)
                    : new VideoTextMatch(float.NaN, float.NaN, failure.Message);
                place++;
            }
        }
        return results;
    }

    /// <summary>Texts of which none means "there is none".</summary>
    public static IReadOnlyList<string> Spoken(IEnumerable<string> texts) => [.. texts.Select(text => text is { Length: > 0 } ? text : BareStart)];

    /// <summary>The authors' mixture of both heads over the options of one video.</summary>
    public static float[] Choices(VideoTextRow row, int count, float temperature) =>
        row.Fits.Count == 0 ? [.. Enumerable.Repeat(float.NaN, count)] : ChoiceScores.Of(row.Fits, temperature);
}
