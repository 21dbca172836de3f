namespace Microsoft.ML.Umt.Retrieval.Protocols;

/// <summary>
/// Matching scores of the pairs that either direction wants. A pair that both want is scored once, and the pairs of a video stand together
/// (spec umt-multi 6: both directions score a pair with the same operands).
/// </summary>
internal sealed class MatchingScores
{
    private readonly RetrievalItems _items;
    private readonly long[] _pairs;
    private readonly float[] _scores;

    public MatchingScores(RetrievalItems items, RankedQuery[] videoQueries, RankedQuery[] textQueries)
    {
        _items = items;
        var pairs = new List<long>();
        for (var video = 0; video < videoQueries.Length; video++)
            pairs.AddRange(videoQueries[video].Best.Select(text => Pair(video, text)));
        for (var text = 0; text < textQueries.Length; text++)
            pairs.AddRange(textQueries[text].Best.Select(video => Pair(video, text)));
        pairs.Sort();
        _pairs = [.. Distinct(pairs)];
        _scores = new float[_pairs.Length];
    }

    public float this[int video, int text] => _scores[Array.BinarySearch(_pairs, Pair(video, text))];

    public void Compute(IVideoTextMatcher matcher, RetrievalEvaluationOptions options, Action checkAlive)
    {
        for (var start = 0; start < _pairs.Length;)
        {
            checkAlive();
            var end = EndOfCall(start, options.MatcherBatchSize);
            var batch = Array.ConvertAll(_pairs[start..end], Describe);
            var scores = matcher.Score(batch, options.CancellationToken);
            if (scores.Count != batch.Length)
                throw new InvalidOperationException($"The matcher gave {scores.Count} scores for {batch.Length} pairs.");
            for (var i = 0; i < batch.Length; i++)
            {
                if (float.IsNaN(scores[i]))
                    throw new InvalidOperationException($"The matcher's score of video '{batch[i].VideoKey}' and text '{batch[i].Text}' is not a number.");
                _scores[start + i] = scores[i];
            }
            start = end;
            options.RerankProgress?.Report((end, _pairs.Length));
        }
    }

    // As many whole videos as fit; one that alone does not is split.
    private int EndOfCall(int start, int most)
    {
        var end = start;
        while (end < _pairs.Length && EndOfVideo(end) is var next && next - start <= most)
            end = next;
        return end > start ? end : Math.Min(start + most, _pairs.Length);
    }

    private int EndOfVideo(int start)
    {
        var end = start + 1;
        while (end < _pairs.Length && Video(_pairs[end]) == Video(_pairs[start]))
            end++;
        return end;
    }

    private long Pair(int video, int text) => (long)video * _items.Texts.Count + text;

    private int Video(long pair) => (int)(pair / _items.Texts.Count);

    private VideoTextPair Describe(long pair)
    {
        var (video, text) = (Video(pair), (int)(pair % _items.Texts.Count));
        return new VideoTextPair(video, _items.VideoKeys[video], _items.Videos[video], text, _items.Texts[text]);
    }

    private static IEnumerable<long> Distinct(List<long> sorted)
    {
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
                yield return sorted[i];
        }
    }
}
