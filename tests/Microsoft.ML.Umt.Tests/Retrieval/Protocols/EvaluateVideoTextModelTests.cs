using Microsoft.ML.Data;
using Microsoft.ML.Umt.Tests.VideoText;

namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

/// <summary>A trained video-text model from videos and captions to recall, with its own matching head as the second stage.</summary>
public sealed class EvaluateVideoTextModelTests : IDisposable
{
    private readonly TinyVideoText _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void TheTransformersColumnsAndHeadAreAllItTakes()
    {
        using var model = _tiny.Fit(_tiny.Options());
        var scored = model.Transform(_tiny.Context.Data.LoadFromEnumerable(TinyVideoText.Rows(6)));
        var metrics = _tiny.Context.Umt().EvaluateRetrieval(scored, new RetrievalEvaluationOptions { Matcher = model.AsMatcher(), MatcherBatchSize = 12 });
        Assert.Equal((6, 6), (metrics.VideoCount, metrics.TextCount));

        // By hand: cosines and matching scores of all 36 pairs.
        var videos = scored.GetColumn<MLVideo>("Video").ToArray();
        var texts = scored.GetColumn<string>("Caption").ToArray();
        (int Video, int Text)[] pairs = [.. from video in Enumerable.Range(0, 6) from text in Enumerable.Range(0, 6) select (video, text)];
        var scores = model.Match(videos, texts, pairs).Select(match => match.Score).ToArray();
        var byHead = VideoTextRetrievalMetrics.FromScores(scores, RetrievalMatches.OneToOne(6));
        Assert.Equal(byHead.TextToVideo.Ranks, metrics.TextToVideo.Ranks);
        Assert.Equal(byHead.VideoToText.Ranks, metrics.VideoToText.Ranks);
        var (videoVectors, textVectors) = (scored.GetColumn<float[]>("VideoEmbedding").ToArray(), scored.GetColumn<float[]>("TextEmbedding").ToArray());
        var cosines = pairs.Select(pair => videoVectors[pair.Video].Zip(textVectors[pair.Text], (a, b) => a * b).Sum()).ToArray();
        var byVectors = VideoTextRetrievalMetrics.FromScores(cosines, RetrievalMatches.OneToOne(6));
        Assert.Equal(byVectors.ToReferenceValues(), metrics.WithoutReranking!.ToReferenceValues());
    }
}
