namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

public sealed class ProtocolReportTests
{
    [Fact]
    public void PaperOursAndDelta()
    {
        var metrics = VideoTextRetrievalMetrics.FromScores(new float[] { 1, 0, 0, 1 }, RetrievalMatches.OneToOne(2));
        var report = ProtocolReport.Compare(VideoTextProtocols.Get("msrvtt"), metrics, "umt-vt-b16", "25M");
        Assert.Equal(6, report.Lines.Count);
        Assert.Equal(("text to video R@1", 35.2, 100.0, 64.8), (report.Lines[0].Name, report.Lines[0].Paper, report.Lines[0].Ours, report.Lines[0].Delta));
        var text = report.ToString();
        Assert.Contains("msrvtt-9k-v1 (MSRVTT, test), umt-vt-b16 25M, zero-shot; percent", text, StringComparison.Ordinal);
        Assert.Contains("text to video R@1      35.2  100.00  +64.80", text, StringComparison.Ordinal);
        Assert.Contains("model zoo", text, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasNotPublishedHasNoDelta()
    {
        var metrics = VideoTextRetrievalMetrics.FromScores(new float[] { 1, 0, 0, 1 }, RetrievalMatches.OneToOne(2));
        var report = ProtocolReport.Compare(VideoTextProtocols.Get("ssv2-label"), metrics, "umt-vt-b16", "5M", VideoTextTraining.Finetuned);
        Assert.NotNull(report.Lines[0].Delta);
        Assert.Null(report.Lines[3].Delta);
        Assert.Contains("video to text R@1         -  100.00       -", report.ToString(), StringComparison.Ordinal);
        Assert.All(ProtocolReport.Compare(VideoTextProtocols.Get("msrvtt"), metrics, "my-model", "25M").Lines, line => Assert.Null(line.Paper));
    }

    [Fact]
    public void AccuraciesAreComparedUnderTheirOwnProtocol()
    {
        var choice = MultipleChoiceMetrics.FromScores([[1f, 0f], [1f, 0f]], [0, 1]);
        Assert.Equal(-46.3, Assert.Single(ProtocolReport.Compare(VideoTextProtocols.Get("msrvtt-mc"), choice, "umt-vt-b16", "25M").Lines).Delta);
        var answers = VideoQuestionAnsweringMetrics.FromPredictions([new("0", ["a"])], new Dictionary<string, string> { ["0"] = "a" });
        Assert.Equal(44.8, Assert.Single(ProtocolReport.Compare(VideoTextProtocols.Get("msvd-qa"), answers, "umt-vt-l16", "25M").Lines).Delta);
        Assert.Throws<ArgumentException>(() => ProtocolReport.Compare(VideoTextProtocols.Get("msvd-qa"), choice, "umt-vt-b16", "25M"));
    }
}
