namespace Microsoft.ML.Umt.Tests.Retrieval.Protocols;

/// <summary><c>EvaluateMultipleChoice</c> and <c>EvaluateQuestionAnswering</c> over data views.</summary>
public sealed class EvaluateAnswersTests
{
    private readonly MLContext _context = new(seed: 1);

    [Fact]
    public void ChoicesAreCounted()
    {
        var view = _context.Data.LoadFromEnumerable(new[]
        {
            new { Score = new float[] { 1, 2, 0 }, Answer = 1 }, new { Score = new float[] { 1, 2, 0 }, Answer = 2 },
        });
        var metrics = _context.Umt().EvaluateMultipleChoice(view);
        Assert.Equal((2, 0.5, 50.0), (metrics.Count, metrics.Accuracy, metrics.AccuracyPercent));
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Umt().EvaluateMultipleChoice(view, answerColumnName: "Score"));
    }

    [Fact]
    public void AnswersAreComparedWithEachAnnotators()
    {
        var view = _context.Data.LoadFromEnumerable(new[]
        {
            new { Answer = new[] { "red", "blue" }, First = "red", PredictedAnswer = "blue", Category = "what" },
            new { Answer = new[] { "two" }, First = "two", PredictedAnswer = "", Category = "number" },
            new { Answer = new[] { "two" }, First = "two", PredictedAnswer = "2", Category = "number" },
        });
        var metrics = _context.Umt().EvaluateQuestionAnswering(view, categoryColumnName: "Category");
        Assert.Equal((1.0 / 3, 1), (metrics.Accuracy, metrics.UnansweredCount));
        Assert.Equal((1.0, 0.0), (metrics.PerCategory["what"], metrics.PerCategory["number"]));
        Assert.Equal(0, _context.Umt().EvaluateQuestionAnswering(view, "First").Accuracy);
        Assert.Throws<ArgumentOutOfRangeException>(() => _context.Umt().EvaluateQuestionAnswering(view, predictedAnswerColumnName: "Nothing"));
    }

    [Fact]
    public void ChoicesAreHeldToTheCountsOfAProtocol()
    {
        var rows = Enumerable.Range(0, 4).Select(i => new { Video = $"{i / 2}", Score = new float[] { 1, 2 }, Answer = i % 2 }).ToArray();
        var view = _context.Data.LoadFromEnumerable(rows);
        var protocol = VideoTextProtocols.Get("msrvtt-mc");
        var problems = Assert.Throws<ProtocolMismatchException>(() => _context.Umt().EvaluateMultipleChoice(view, protocol: protocol, split: "train")).Problems;
        Assert.Equal(["Expected 7,010 videos, found 2.", "Expected 140,200 questions, found 4."], problems.Take(2));
        var own = protocol with { Name = "own-v1", Splits = [new ProtocolSplit("test", "own", 2, 4)] };
        Assert.Equal(0.5, _context.Umt().EvaluateMultipleChoice(view, protocol: own, split: "TEST").Accuracy);

        Assert.Contains("has no split 'val'", Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateMultipleChoice(view, protocol: own, split: "val")).Message, StringComparison.Ordinal);
        Assert.Contains("'Key'", Assert.Throws<ArgumentOutOfRangeException>(() => _context.Umt().EvaluateMultipleChoice(view, protocol: own, videoKeyColumnName: "Key")).Message, StringComparison.Ordinal);
        Assert.Contains("no protocol", Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateMultipleChoice(view, split: "test")).Message, StringComparison.Ordinal);
        Assert.Contains("one of Retrieval", Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateMultipleChoice(view, protocol: VideoTextProtocols.Get("msvd"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void QuestionsAreHeldToTheCountsOfAProtocol()
    {
        // The protocols of question answering say no number of videos: no video column is needed.
        var rows = Enumerable.Range(0, 6_415).Select(i => new { Answer = "red", PredictedAnswer = "red", Key = i % 3 }).ToArray();
        var view = _context.Data.LoadFromEnumerable(rows);
        var protocol = VideoTextProtocols.Get("msvd-qa");
        var problems = Assert.Throws<ProtocolMismatchException>(() => _context.Umt().EvaluateQuestionAnswering(view, protocol: protocol)).Problems;
        Assert.Equal(["Expected 13,157 questions, found 6,415.", "These are the counts of the split 'val'."], problems);
        Assert.Equal(1, _context.Umt().EvaluateQuestionAnswering(view, protocol: protocol, split: "val").Accuracy);
        var own = protocol with { Splits = [new ProtocolSplit("test", "own", 4, 6_415)] };
        Assert.Equal(
            "Expected 4 videos, found 3.",
            Assert.Throws<ProtocolMismatchException>(() => _context.Umt().EvaluateQuestionAnswering(view, protocol: own, videoKeyColumnName: "Key")).Problems[0]);
        Assert.Throws<ArgumentException>(() => _context.Umt().EvaluateQuestionAnswering(view, protocol: VideoTextProtocols.Get("msrvtt-mc")));
    }
}
