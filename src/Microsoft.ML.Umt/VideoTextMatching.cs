using Microsoft.ML.Umt;

namespace Microsoft.ML;

/// <summary>Lets a video-text model re-rank candidates.</summary>
public static class VideoTextMatching
{
    /// <summary>
    /// The model's matching head as the second stage of <see cref="UmtEvaluationCatalog.EvaluateRetrieval(UmtCatalog, IDataView, RetrievalEvaluationOptions)"/>.
    /// Scores are the head's raw ones, as the authors rank by them.
    /// </summary>
    /// <param name="transformer">The model; it stays yours to dispose, after the evaluation.</param>
    /// <exception cref="InvalidOperationException">
    /// While scoring: the model has no matching head, a pair comes without its video, or a video cannot be read.
    /// </exception>
    public static IVideoTextMatcher AsMatcher(this VideoTextTransformer transformer)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        return new MatchingHead(transformer);
    }

    private sealed class MatchingHead(VideoTextTransformer transformer) : IVideoTextMatcher
    {
        public IReadOnlyList<float> Score(IReadOnlyList<VideoTextPair> pairs, CancellationToken cancellationToken)
        {
            var videos = pairs.DistinctBy(pair => pair.VideoNumber).ToArray();
            var texts = pairs.DistinctBy(pair => pair.TextNumber).ToArray();
            var places = Places(texts, pair => pair.TextNumber);
            var videoPlaces = Places(videos, pair => pair.VideoNumber);
            var matches = transformer.Match(
                [.. videos.Select(Video)],
                [.. texts.Select(pair => pair.Text)],
                [.. pairs.Select(pair => (videoPlaces[pair.VideoNumber], places[pair.TextNumber]))],
                cancellationToken);
            return [.. matches.Select((match, i) => match.Error is { } error
                ? throw new InvalidOperationException($"Video '{pairs[i].VideoKey}' cannot be matched: {error}")
                : match.Score)];
        }

        private static Dictionary<int, int> Places(VideoTextPair[] pairs, Func<VideoTextPair, int> number) =>
            pairs.Select((pair, place) => (number(pair), place)).ToDictionary();

        private static MLVideo Video(VideoTextPair pair) =>
            pair.Video ?? throw new InvalidOperationException(
                $"The matching head needs video '{pair.VideoKey}' itself: " +
                $"name a video column, {nameof(RetrievalEvaluationOptions)}.{nameof(RetrievalEvaluationOptions.VideoColumnName)}.");
    }
}
