using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Matching scores of any pairs of videos and texts: each video is read and encoded once, and not at all if it was a short while ago. Thread-safe.</summary>
/// <param name="network">The model; stays the giver's.</param>
/// <param name="encoding">Reads and encodes videos; stays the giver's.</param>
/// <param name="batchSize">Videos whose keys and values are on the device at once.</param>
internal sealed class PairScoring(DeferredNetwork<VideoTextModel> network, VideoScoring<float[]> encoding, int batchSize)
{
    // Their tokens are in memory at once, and while they are encoded the next are read.
    private const int BatchesRead = 4;

    // Stands for the empty text beside a video, which as a column value means that there is none.
    private const string BareStart = " ";

    public TokenCache Cache { get; } = new();

    /// <summary>A text that never means "there is none": calls with texts of their own ask for the empty one, too.</summary>
    public static string Spoken(string text) => text is { Length: > 0 } ? text : BareStart;

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
        var groups = Enumerable.Range(0, pairs.Count).GroupBy(i => pairs[i].Video).ToArray();
        // All of them before any is read: what is read could push out what is still to be asked for.
        var keys = Array.ConvertAll(groups, group => Cache.Limit > 0 ? VideoIdentity.Of(videos[group.Key]) : null);
        var known = Array.ConvertAll(keys, Cache.Find);
        var results = new VideoTextMatch[pairs.Count];
        foreach (var part in Enumerable.Range(0, groups.Length).Chunk(BatchesRead * batchSize))
        {
            var tokens = Encode(part, groups, keys, known, videos, results, cancellationToken);
            foreach (var batch in part.Where(tokens.ContainsKey).Chunk(batchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Ask([.. batch.Select(number => tokens[number])], texts, [.. batch.SelectMany((number, place) => groups[number].Select(i => (i, place, pairs[i].Text)))], results);
            }
        }
        return results;
    }

    /// <summary>Tokens of those videos that can be read; the results of the others say why not.</summary>
    private Dictionary<int, float[]> Encode(
        int[] part,
        IGrouping<int, int>[] groups,
        string?[] keys,
        float[]?[] known,
        IReadOnlyList<MLVideo> videos,
        VideoTextMatch[] results,
        CancellationToken cancellationToken)
    {
        var tokens = part.Where(number => known[number] is not null).ToDictionary(number => number, number => known[number]!);
        int[] missing = [.. part.Where(number => known[number] is null)];
        var scored = encoding.Score(missing.Select(number => new ClipRequest(videos[groups[number].Key], groups[number].Key)), cancellationToken);
        foreach (var (number, video) in missing.Zip(scored))
        {
            if (video.Failure is { } failure)
            {
                foreach (var i in groups[number])
                    results[i] = new VideoTextMatch(float.NaN, float.NaN, failure.Message);
                continue;
            }
            tokens.Add(number, video.Row);
            Cache.Add(keys[number], video.Row);
        }
        return tokens;
    }

    private void Ask(float[][] videos, IReadOnlyList<string> texts, (int Result, int Video, int Text)[] wanted, VideoTextMatch[] results)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int NumberOf(string text)
        {
            var spoken = Spoken(text);
            return numbers.TryGetValue(spoken, out var number) ? number : numbers[spoken] = numbers.Count;
        }
        var pairs = Array.ConvertAll(wanted, pair => (pair.Video, NumberOf(texts[pair.Text])));
        var logits = network.Use(placed =>
        {
            var width = placed.Module.Config.Vision.Width;
            var tokens = stack([.. videos.Select(values => tensor(values, [values.Length / width, width]))]).to(placed.Device);
            return PairMatching.Logits(placed.Module, tokens, TextVectors.Of(placed, [.. numbers.Keys]), pairs);
        });
        for (var i = 0; i < wanted.Length; i++)
        {
            var fit = TextFit.Of([], float.NaN, logits[i][0], logits[i][1]);
            results[wanted[i].Result] = new VideoTextMatch(fit.Score, fit.Probability, null);
        }
    }
}
