using System.Globalization;
using System.Text;
using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt;

/// <summary>How many questions were answered rightly. A question without a prediction counts as wrong. Immutable and thread-safe. Follows spec umt-multi 8.</summary>
public sealed class VideoQuestionAnsweringMetrics
{
    private VideoQuestionAnsweringMetrics(int count, int unanswered, double total, IReadOnlyDictionary<string, double> perCategory) =>
        (Count, UnansweredCount, Accuracy, AccuracyPercent, PerCategory) =
        (count, unanswered, total / count, RetrievalRounding.ToHundredths(100.0 * total / count), perCategory);

    /// <summary>Number of questions.</summary>
    public int Count { get; }

    /// <summary>Number of questions without a prediction; they count as wrong.</summary>
    public int UnansweredCount { get; }

    /// <summary>Share of questions that were answered rightly, 0 … 1; with <see cref="AnswerComparison.VqaV2"/> answers may be partly right. NaN without questions.</summary>
    public double Accuracy { get; }

    /// <summary>The accuracy of each kind of question that has a name, 0 … 1.</summary>
    public IReadOnlyDictionary<string, double> PerCategory { get; }

    /// <summary>The accuracy in percent with two decimals, as the authors' logs print it.</summary>
    public double AccuracyPercent { get; }

    /// <summary>Compares predictions with the annotators' answers.</summary>
    /// <param name="questions">The right answers.</param>
    /// <param name="predictions">The predicted answer of each question id.</param>
    /// <param name="comparison">When an answer is right.</param>
    /// <exception cref="ArgumentException">Two questions share an id, a question has no answer, or a prediction belongs to no question.</exception>
    public static VideoQuestionAnsweringMetrics FromPredictions(
        IEnumerable<QuestionAnswers> questions,
        IReadOnlyDictionary<string, string> predictions,
        AnswerComparison comparison = AnswerComparison.Exact)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(predictions);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var categories = new SortedDictionary<string, (double Sum, int Count)>(StringComparer.Ordinal);
        var (unanswered, total) = (0, 0.0);
        foreach (var question in questions)
        {
            if (!seen.Add(question.QuestionId))
                throw new ArgumentException($"Two questions have the id '{question.QuestionId}'.", nameof(questions));
            if (question.Answers.Count == 0)
                throw new ArgumentException($"Question '{question.QuestionId}' has no answer to compare with.", nameof(questions));
            var accuracy = 0.0;
            if (predictions.TryGetValue(question.QuestionId, out var predicted))
                accuracy = comparison == AnswerComparison.Exact ? (question.Answers.Contains(predicted, StringComparer.Ordinal) ? 1 : 0) : VqaAccuracy.Of(predicted, question.Answers);
            else
                unanswered++;
            total += accuracy;
            if (question.Category is { } category)
                categories[category] = categories.TryGetValue(category, out var sum) ? (sum.Sum + accuracy, sum.Count + 1) : (accuracy, 1);
        }
        if (predictions.Keys.FirstOrDefault(id => !seen.Contains(id)) is { } stranger)
            throw new ArgumentException($"A prediction has the id '{stranger}', which no question has: predictions and questions are of different splits.", nameof(predictions));
        return new VideoQuestionAnsweringMetrics(seen.Count, unanswered, total, categories.ToDictionary(c => c.Key, c => c.Value.Sum / c.Value.Count, StringComparer.Ordinal));
    }

    /// <summary>The accuracies in percent.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"accuracy {AccuracyPercent:F2} % of {Count} questions"));
        if (UnansweredCount > 0)
            text.Append(CultureInfo.InvariantCulture, $", {UnansweredCount} of them without a prediction");
        foreach (var (category, accuracy) in PerCategory)
            text.AppendLine().Append(CultureInfo.InvariantCulture, $"  {category}: {RetrievalRounding.ToHundredths(100 * accuracy):F2} %");
        return text.ToString();
    }
}
