using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt.Tests.Evaluation;

public sealed class RetrievalMetricsTests
{
    private static readonly float[] Small = [.9f, .1f, .3f, .2f, .2f, .1f, .8f, .7f, .4f, .5f, .6f, .3f];
    private static readonly RetrievalMatches SmallMatches = RetrievalMatches.FromVideoOfText(3, [0, 0, 1, 2]);

    // The worked example of the specification: 3 videos, 4 texts, the first video has two texts.
    [Fact]
    public void TheWorkedExampleComesOut()
    {
        var values = VideoTextRetrievalMetrics.FromScores(Small, SmallMatches).ToReferenceValues();
        Assert.Equal((66.67, 100.0, 100.0, 88.89), (values["txt_r1"], values["txt_r5"], values["txt_r10"], values["txt_r_mean"]));
        Assert.Equal((50.0, 100.0, 100.0, 83.33), (values["img_r1"], values["img_r5"], values["img_r10"], values["img_r_mean"]));
        Assert.Equal(86.11, values["r_mean"]);
    }

    [Fact]
    public void RanksMediansAndMeans()
    {
        var metrics = VideoTextRetrievalMetrics.FromScores(Small, SmallMatches);
        Assert.Equal([1, 2, 1, 2], metrics.TextToVideo.Ranks);
        Assert.Equal([1, 1, 4], metrics.VideoToText.Ranks);
        Assert.Equal((1.5, 1.5), (metrics.TextToVideo.MedianRank, metrics.TextToVideo.MeanRank));
        Assert.Equal((1.0, 2.0), (metrics.VideoToText.MedianRank, metrics.VideoToText.MeanRank));
        Assert.Equal((0.5, 1.0), (metrics.TextToVideo.RecallAt(1), metrics.TextToVideo.RecallAt(2)));
        Assert.Equal((3, 4), (metrics.VideoCount, metrics.TextCount));
        Assert.Equal(0.861111, metrics.MeanRecall, 1e-6);
        Assert.Null(metrics.WithoutReranking);
    }

    [Fact]
    public void OneScoreForAllIsChance()
    {
        var metrics = VideoTextRetrievalMetrics.FromScores(new float[400], RetrievalMatches.OneToOne(20));
        Assert.Equal(Enumerable.Range(1, 20), metrics.TextToVideo.Ranks);
        Assert.Equal(metrics.TextToVideo.ChanceMeanRecall, metrics.TextToVideo.MeanRecall, 1e-12);
    }

    [Fact]
    public void VideosWithoutTextsAreCandidatesOnly()
    {
        var matches = RetrievalMatches.FromPairs(3, 1, [(2, 0)]);
        var metrics = VideoTextRetrievalMetrics.FromScores(new float[] { .5f, .1f, .3f }, matches);
        Assert.Equal([2], metrics.TextToVideo.Ranks);
        Assert.Equal((1, 3), (metrics.VideoToText.QueryCount, metrics.VideoCount));
    }

    [Fact]
    public void BadScoresAreRefused()
    {
        var size = Assert.Throws<ArgumentException>(() => VideoTextRetrievalMetrics.FromScores(new float[5], SmallMatches));
        Assert.Contains("3 videos and 4 texts need 12 scores, found 5", size.Message, StringComparison.Ordinal);
        var scores = (float[])Small.Clone();
        scores[6] = float.NaN;
        var nan = Assert.Throws<ArgumentException>(() => VideoTextRetrievalMetrics.FromScores(scores, SmallMatches));
        Assert.Contains("not a number", nan.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoTextRetrievalMetrics.FromScores(Small, SmallMatches).TextToVideo.RecallAt(0));
    }

    [Fact]
    public void MatchesAreChecked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrievalMatches.OneToOne(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrievalMatches.FromVideoOfText(2, [0, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrievalMatches.FromPairs(2, 2, [(0, -1)]));
        Assert.Throws<ArgumentException>(() => RetrievalMatches.FromPairs(2, 2, []));
        Assert.Equal([0, 1], RetrievalMatches.FromPairs(2, 1, [(1, 0), (0, 0), (1, 0)]).VideosOf(0));
    }

    // What Python's round(x, 2) gives: the exact value of the double decides.
    [Theory]
    [InlineData(0.125, 0.12)]
    [InlineData(0.375, 0.38)]
    [InlineData(62.625, 62.62)]
    [InlineData(1.005, 1.0)]
    [InlineData(2.675, 2.67)]
    [InlineData(1.115, 1.11)]
    [InlineData(66.66666666666667, 66.67)]
    [InlineData(100.0, 100.0)]
    [InlineData(double.NaN, double.NaN)]
    public void RoundingIsTheReferences(double value, double expected) => Assert.Equal(expected, RetrievalRounding.ToHundredths(value));

    [Fact]
    public void TheTablePrintsPercent()
    {
        // docs/evaluating-retrieval.md shows this table.
        string[] lines =
        [
            "3 videos, 4 texts",
            "percent          R@1     R@5    R@10    mean  median rank  mean rank  queries",
            "text to video   50.00  100.00  100.00   83.33          1.5       1.50        4",
            "video to text   66.67  100.00  100.00   88.89          1.0       2.00        3",
            "mean recall 86.11",
        ];
        Assert.Equal(string.Join(Environment.NewLine, lines), VideoTextRetrievalMetrics.FromScores(Small, SmallMatches).ToString());
    }

    [Fact]
    public void MultipleChoiceRefusesWhatCannotBe()
    {
        Assert.Throws<ArgumentException>(() => MultipleChoiceMetrics.FromScores([[1f, 2f]], [0, 1]));
        Assert.Throws<ArgumentException>(() => MultipleChoiceMetrics.FromScores([[1f]], [0]));
        Assert.Throws<ArgumentException>(() => MultipleChoiceMetrics.FromScores([[1f, float.NaN]], [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultipleChoiceMetrics.FromScores([[1f, 2f]], [2]));
        var metrics = MultipleChoiceMetrics.FromScores([[1f, 1f], [0f, 2f, 1f]], [0, 2]);
        Assert.Equal([0, 1], metrics.Predictions);
        Assert.Equal((1, 0.5), (metrics.Correct, metrics.Accuracy));
        Assert.Equal(5.0 / 12, metrics.ChanceAccuracy, 1e-12);
    }
}
