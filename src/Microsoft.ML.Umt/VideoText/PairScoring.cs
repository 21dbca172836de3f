using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Matching scores of any pairs of videos and texts: each video is read and encoded once, and not at all if it was a short while ago. Thread-safe.</summary>
/// <param name="network">The model; stays the giver's.</param>
/// <param name="encoding">Reads and encodes videos; stays the giver's.</param>
internal sealed class PairScoring(DeferredNetwork<VideoTextModel> network, VideoScoring<float[]> encoding)
{
    // Their tokens are in memory at once: a few megabytes each.
    private const int VideosAtOnce = 64;

    public TokenCache Cache { get; } = new();

    /// <summary>What the matching head says of each pair, in their order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A pair names a video or text that is not there.</exception>
    /// <exception cref="VideoDecodeException">A video cannot be read, and the policy is to throw.</exception>
    public IReadOnlyList<VideoTextMatch> Match(
        IReadOnlyList<MLVideo> videos, IReadOnlyList<string> texts, IReadOnlyList<(int Video, int Text)> pairs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < pairs.Count; i++)
        {
            if (pairs[i].Video < 0 || pairs[i].Video >= videos.Count || pairs[i].Text < 0 || pairs[i].Text >= texts.Count)
                throw new ArgumentOutOfRangeException(nameof(pairs), $"Pair {i} is video {pairs[i].Video} and text {pairs[i].Text}; there are {videos.Count} videos and {texts.Count} texts.");
        }
        var results = new VideoTextMatch[pairs.Count];
        foreach (var part in Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].Video).Chunk(VideosAtOnce))
        {
            var encoded = Encode([.. part.Select(group => (videos[group.Key], group.Key))], cancellationToken);
            var readable = new List<float[]>();
            var wanted = new List<(int Result, int Video, int Text)>();
            for (var number = 0; number < part.Length; number++)
            {
                var (tokens, error) = encoded[number];
                if (tokens is null)
                {
                    foreach (var i in part[number])
                        results[i] = new VideoTextMatch(float.NaN, float.NaN, error);
                    continue;
                }
                wanted.AddRange(part[number].Select(i => (i, readable.Count, pairs[i].Text)));
                readable.Add(tokens);
            }
            if (wanted.Count > 0)
                Ask(readable, texts, wanted, results);
        }
        return results;
    }

    private (float[]? Tokens, string? Error)[] Encode((MLVideo Video, int Row)[] videos, CancellationToken cancellationToken)
    {
        var keys = Array.ConvertAll(videos, video => Cache.Limit > 0 ? VideoIdentity.Of(video.Video) : null);
        var encoded = Array.ConvertAll(keys, key => (Tokens: Cache.Find(key), Error: (string?)null));
        int[] missing = [.. Enumerable.Range(0, videos.Length).Where(i => encoded[i].Tokens is null)];
        var scored = encoding.Score(missing.Select(i => new ClipRequest(videos[i].Video, videos[i].Row)), cancellationToken);
        for (var i = 0; i < missing.Length; i++)
        {
            var (tokens, failure) = (scored[i].Row, scored[i].Failure);
            encoded[missing[i]] = failure is null ? (tokens, null) : (null, failure.Message);
            if (failure is null)
                Cache.Add(keys[missing[i]], tokens);
        }
        return encoded;
    }

    private void Ask(List<float[]> videos, IReadOnlyList<string> texts, List<(int Result, int Video, int Text)> wanted, VideoTextMatch[] results)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int NumberOf(string text)
        {
            var spoken = VideoTextPairs.Spoken(text);
            return numbers.TryGetValue(spoken, out var number) ? number : numbers[spoken] = numbers.Count;
        }
        var pairs = wanted.ConvertAll(pair => (pair.Video, NumberOf(texts[pair.Text])));
        var logits = network.Use(placed =>
        {
            var width = placed.Module.Config.Vision.Width;
            var tokens = stack([.. videos.Select(values => tensor(values, [values.Length / width, width]))]).to(placed.Device);
            return PairMatching.Logits(placed.Module, tokens, TextVectors.Of(placed, [.. numbers.Keys]), pairs);
        });
        for (var i = 0; i < wanted.Count; i++)
        {
            var fit = TextFit.Of([], float.NaN, logits[i][0], logits[i][1]);
            results[wanted[i].Result] = new VideoTextMatch(fit.Score, fit.Probability, null);
        }
    }
}
