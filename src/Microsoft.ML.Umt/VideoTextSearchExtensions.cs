namespace Microsoft.ML.Umt;

/// <summary>Lets a video-text model be the second stage of searches and of their tests.</summary>
public static class VideoTextSearchExtensions
{
    /// <summary>The matching head as the second stage of a <see cref="VideoIndex"/>'s searches.</summary>
    /// <param name="model">The model; not owned. Videos that it cannot read come last if its options score them as missing, else the search throws.</param>
    /// <param name="open">The video of a record. Null opens the file at its path, or at its key if it has no path.</param>
    /// <exception cref="InvalidOperationException">The model has no matching head, or it was turned off.</exception>
    public static IVideoReranker AsReranker(this VideoTextTransformer model, Func<VideoRecord, MLVideo>? open = null)
    {
        CheckMatching(model);
        return new MatchingReranker(model, open ?? (record => MLVideo.FromFile(record.Path ?? record.Key)));
    }

    /// <summary>The matching head as the second stage of <c>EvaluateRetrieval</c>.</summary>
    /// <param name="model">The model; not owned.</param>
    /// <param name="open">The video of a pair. Null takes the pair's own, or the file that its key names.</param>
    /// <exception cref="InvalidOperationException">The model has no matching head, or it was turned off.</exception>
    public static IVideoTextMatcher AsMatcher(this VideoTextTransformer model, Func<VideoTextPair, MLVideo>? open = null)
    {
        CheckMatching(model);
        return new PairMatcher(model, open ?? (pair => pair.Video ?? MLVideo.FromFile(pair.VideoKey)));
    }

    private static void CheckMatching(VideoTextTransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.HasMatching)
            throw new InvalidOperationException("This model has no matching head that is asked: it was made without fusion layers, never learned to match, or Matching was turned off in the options.");
    }

    // Unreadable videos have no score; both stages want a number, and these must come last.
    private static float[] Scores(IReadOnlyList<VideoTextMatch> matches) => [.. matches.Select(match => float.IsNaN(match.Score) ? float.MinValue : match.Score)];

    private sealed class MatchingReranker(VideoTextTransformer model, Func<VideoRecord, MLVideo> open) : IVideoReranker
    {
        public IReadOnlyList<float> Score(string text, IReadOnlyList<VideoRecord> candidates, CancellationToken cancellationToken) =>
            Scores(model.Match(text, [.. candidates.Select(open)], cancellationToken));
    }

    private sealed class PairMatcher(VideoTextTransformer model, Func<VideoTextPair, MLVideo> open) : IVideoTextMatcher
    {
        public IReadOnlyList<float> Score(IReadOnlyList<VideoTextPair> pairs, CancellationToken cancellationToken)
        {
            var videos = pairs.DistinctBy(pair => pair.VideoNumber).ToArray();
            var texts = pairs.DistinctBy(pair => pair.TextNumber).ToArray();
            var videoPlaces = videos.Select((pair, place) => (pair.VideoNumber, place)).ToDictionary(entry => entry.VideoNumber, entry => entry.place);
            var textPlaces = texts.Select((pair, place) => (pair.TextNumber, place)).ToDictionary(entry => entry.TextNumber, entry => entry.place);
            return Scores(model.Match(
                [.. videos.Select(open)],
                [.. texts.Select(pair => pair.Text)],
                [.. pairs.Select(pair => (videoPlaces[pair.VideoNumber], textPlaces[pair.TextNumber]))],
                cancellationToken));
        }
    }
}
