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
}
