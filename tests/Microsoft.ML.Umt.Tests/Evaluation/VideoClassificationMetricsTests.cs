namespace Microsoft.ML.Umt.Tests.Evaluation;

public sealed class VideoClassificationMetricsTests
{
    private static readonly string[] Names = ["walk", "run", "jump"];

    private static VideoClassificationMetrics Example() => VideoClassificationMetrics.FromScores(
        [0, 0, 0, 1, 1, 2],
        [[.7f, .2f, .1f], [.4f, .5f, .1f], [], [.1f, .8f, .1f], [.3f, .3f, .4f], [float.NaN, 0, 0]],
        Names);

    [Fact]
    public void AccuraciesCountUnreadVideosAsWrong()
    {
        var metrics = Example();
        Assert.Equal((6, 2), (metrics.Count, metrics.UnscoredCount));
        Assert.Equal(2 / 6.0, metrics.Top1Accuracy, 1e-12);
        // Of the two equal scores of the fifth video the lower class ranks first, so its own class is third.
        Assert.Equal(3 / 6.0, metrics.TopKAccuracy(2), 1e-12);
        Assert.Equal(4 / 6.0, metrics.Top5Accuracy, 1e-12);
        Assert.Equal((1 / 3.0 + 1 / 2.0 + 0) / 3, metrics.MeanClassAccuracy, 1e-12);
        Assert.Equal(-(Math.Log(.7f) + Math.Log(.4f) + Math.Log(.8f) + Math.Log(.3f)) / 4, metrics.LogLoss, 1e-7);
    }

    [Fact]
    public void PerClassReport()
    {
        var run = Example().PerClass[1];
        Assert.Equal(("run", 2L, 2L, 1L), (run.Name, run.Support, run.Predicted, run.Correct));
        Assert.Equal((.5, .5, .5), (run.Precision, run.Recall, run.F1Score));
        Assert.Equal(1, Example().PerClass[0].Precision);
        Assert.Equal(0, Example().PerClass[2].F1Score);
    }

    [Fact]
    public void TheReportIsReadable()
    {
        var text = Example().ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("videos 6  top-1 33.33", text[0], StringComparison.Ordinal);
        Assert.Equal("2 of them could not be read and count as wrong", text[1]);
        Assert.Equal("run        0.500   0.500     0.500        2", text[4]);
        Assert.Equal("true \\ predicted   0   1   2  unread", text[6]);
        Assert.Equal("0 walk             1   1   .       1", text[7]);
    }

    [Fact]
    public void BadInputIsNamed()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => VideoClassificationMetrics.FromScores([3], [[1f, 0, 0]], Names));
        Assert.Throws<ArgumentException>(() => VideoClassificationMetrics.FromScores([0], [[1f, 0]], Names));
        Assert.Throws<ArgumentException>(() => VideoClassificationMetrics.FromScores([0, 1], [[1f, 0, 0]], Names));
        Assert.True(double.IsNaN(VideoClassificationMetrics.FromScores([], [], Names).Top1Accuracy));
    }
}
