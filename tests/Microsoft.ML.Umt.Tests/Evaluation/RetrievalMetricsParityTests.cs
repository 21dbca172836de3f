using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Evaluation;

/// <summary>Retrieval and multiple-choice metrics against the reference, exact to the printed decimals, over every case of the fixtures.</summary>
public sealed class RetrievalMetricsParityTests
{
    public static TheoryData<string> Cases => RetrievalFixture.Files;

    public static TheoryData<string> Choices => FixtureData.Rows("multi_tiny", "*.multiple_choice.safetensors");

    [Theory]
    [MemberData(nameof(Cases))]
    public void MetricsEqualTheReference(string file)
    {
        var fixture = RetrievalFixture.Read(file);
        Assert.Equal(fixture.ByEmbeddings, Named(VideoTextRetrievalMetrics.FromScores(fixture.Similarities, fixture.Matches), fixture));
        Assert.Equal(fixture.Reranked, Named(VideoTextRetrievalMetrics.FromScores(fixture.VideoToText, fixture.TextToVideo, fixture.Matches), fixture));
    }

    // The same through the front door: rows of the similarity matrix are embeddings, and a matcher answers from the reference's scores.
    [Theory]
    [MemberData(nameof(Cases))]
    public void TwoStageEvaluationEqualsTheReference(string file)
    {
        var fixture = RetrievalFixture.Read(file);
        var (videos, texts) = (fixture.Matches.VideoCount, fixture.Matches.TextCount);
        var matcher = new TableMatcher((video, text) =>
            fixture.VideoToText[video * texts + text] is var score and > -99 ? score : fixture.TextToVideo[text * videos + video]);
        var metrics = new MLContext().Umt().EvaluateRetrieval(
            [.. Enumerable.Range(0, videos).Select(video => fixture.Similarities[(video * texts)..((video + 1) * texts)])],
            [.. Enumerable.Range(0, texts).Select(text => OneHot(text, texts))],
            fixture.Matches,
            new RetrievalEvaluationOptions { Matcher = matcher, RerankCount = fixture.RerankCount });

        Assert.Equal(fixture.Reranked, Named(metrics, fixture));
        Assert.Equal(fixture.ByEmbeddings, Named(metrics.WithoutReranking!, fixture));
        Assert.Equal(matcher.Pairs.Count, matcher.Pairs.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public void MultipleChoiceEqualsTheReference(string file)
    {
        var config = FixtureData.Config(file);
        using var tensors = SafetensorsFile.Read(FixtureData.Path(file));
        var options = (int)tensors.Tensors["scores"].shape[1];
        var scores = tensors.Tensors["scores"].data<float>().ToArray().Chunk(options).ToArray();
        var answers = tensors.Tensors["mc.answer"].data<long>().Select(answer => (int)answer).ToArray();
        var metrics = MultipleChoiceMetrics.FromScores(scores, answers);
        Assert.Equal(config.GetProperty("predictions").EnumerateArray().Select(p => p.GetInt32()), metrics.Predictions);
        Assert.Equal(config.GetProperty("accuracy").GetProperty("acc").GetDouble(), metrics.AccuracyPercent);
    }

    private static Dictionary<string, double> Named(VideoTextRetrievalMetrics metrics, RetrievalFixture fixture) =>
        fixture.ByEmbeddings.Keys.ToDictionary(name => name, name => metrics.ToReferenceValues()[name]);

    private static float[] OneHot(int at, int length)
    {
        var vector = new float[length];
        vector[at] = 1;
        return vector;
    }
}
