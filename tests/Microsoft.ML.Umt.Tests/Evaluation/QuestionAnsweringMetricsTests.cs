using System.Text.Json;
using Microsoft.ML.Umt.Evaluation;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Evaluation;

public sealed class QuestionAnsweringMetricsTests
{
    public static TheoryData<string> Weights => FixtureData.Rows("text", "answer_weights*.json");

    public static TheoryData<string> Accuracies => FixtureData.Rows("text", "qa_accuracy*.json");

    [Theory]
    [MemberData(nameof(Weights))]
    public void AnswerWeightsEqualTheReference(string file)
    {
        foreach (var entry in FixtureData.Json(file).EnumerateArray())
        {
            var weighted = AnswerWeights.FromAnnotators(Texts(entry.GetProperty("raw")), " [SEP]");
            Assert.Equal(Texts(entry.GetProperty("answers")), weighted.Select(answer => answer.Answer));
            Assert.Equal(entry.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble()), weighted.Select(answer => answer.Weight));
        }
    }

    [Theory]
    [MemberData(nameof(Accuracies))]
    public void AccuracyEqualsTheReference(string file)
    {
        var fixture = FixtureData.Json(file);
        var questions = fixture.GetProperty("ground_truth").EnumerateArray()
            .Select(question => new QuestionAnswers(question.GetProperty("question_id").ToString(), Texts(question.GetProperty("answer")))).ToArray();
        var predictions = fixture.GetProperty("predictions").EnumerateArray()
            .ToDictionary(prediction => prediction.GetProperty("question_id").ToString(), prediction => prediction.GetProperty("answer").GetString()!);
        var metrics = VideoQuestionAnsweringMetrics.FromPredictions(questions, predictions);
        Assert.Equal(fixture.GetProperty("accuracy").GetProperty("overall").GetDouble(), metrics.AccuracyPercent);
        Assert.Equal(questions.Length - predictions.Count, metrics.UnansweredCount);
    }

    [Fact]
    public void CategoriesAreCountedApart()
    {
        QuestionAnswers[] questions = [new("0", ["red"], "what"), new("1", ["two"], "number"), new("2", ["dog", "cat"], "what"), new("3", ["x"])];
        var metrics = VideoQuestionAnsweringMetrics.FromPredictions(questions, new Dictionary<string, string> { ["0"] = "red", ["1"] = "2", ["2"] = "cow" });
        Assert.Equal((0.25, 1), (metrics.Accuracy, metrics.UnansweredCount));
        Assert.Equal((0.5, 0.0), (metrics.PerCategory["what"], metrics.PerCategory["number"]));
        Assert.Contains("accuracy 25.00 % of 4 questions, 1 of them without a prediction", metrics.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongIdsAreRefused()
    {
        var none = new Dictionary<string, string>();
        Assert.Throws<ArgumentException>(() => VideoQuestionAnsweringMetrics.FromPredictions([new("0", ["a"]), new("0", ["b"])], none));
        Assert.Throws<ArgumentException>(() => VideoQuestionAnsweringMetrics.FromPredictions([new("0", [])], none));
        var stranger = Assert.Throws<ArgumentException>(() =>
            VideoQuestionAnsweringMetrics.FromPredictions([new("0", ["a"])], new Dictionary<string, string> { ["7"] = "a" }));
        Assert.Contains("'7'", stranger.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AnswerWeights.FromAnnotators([]));
    }

    [Theory]
    [InlineData("The red, car.", "red car")]
    [InlineData("two", "2")]
    [InlineData("None", "0")]
    [InlineData("1,000 dogs!", "1000 dogs")]
    [InlineData("black/white", "black white")]
    [InlineData("3.5 m.", "3.5 m")]
    [InlineData(" dont\n", "don't")]
    [InlineData("a", "")]
    public void PredictionsAreNormalised(string answer, string expected) => Assert.Equal(expected, VqaAnswerNormalizer.Prediction(answer));

    [Fact]
    public void SoftAccuracyLeavesEachAnnotatorOutOnce()
    {
        string[] answers = ["red", "red", "red", "blue", "blue", "green", "green", "green", "green", "green"];
        // Three times two others agree (2/3), seven times three (1).
        Assert.Equal((3 * (2 / 3.0) + 7) / 10, VqaAccuracy.Of("Red", answers), 1e-12);
        Assert.Equal(1.0, VqaAccuracy.Of("the green", answers), 1e-12);
        Assert.Equal(0.0, VqaAccuracy.Of("black", answers));
    }

    private static string[] Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : [value.GetString()!];
}
