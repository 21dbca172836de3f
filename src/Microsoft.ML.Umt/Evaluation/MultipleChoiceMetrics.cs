using System.Globalization;
using Microsoft.ML.Umt.Evaluation;

namespace Microsoft.ML.Umt;

/// <summary>
/// How often the best scored of a question's options is the right one. Of equal scores the option with the lower number wins.
/// Immutable and thread-safe. Follows the UMT evaluation of MSRVTT-MC (spec umt-multi 7).
/// </summary>
public sealed class MultipleChoiceMetrics
{
    private readonly int[] _predictions;

    private MultipleChoiceMetrics(int[] predictions, int correct, double chance) => (_predictions, Correct, ChanceAccuracy) = (predictions, correct, chance);

    /// <summary>Number of questions.</summary>
    public int Count => _predictions.Length;

    /// <summary>Number of questions that were answered rightly.</summary>
    public int Correct { get; }

    /// <summary>Share of questions that were answered rightly, 0 … 1; NaN without questions.</summary>
    public double Accuracy => Count == 0 ? double.NaN : (double)Correct / Count;

    /// <summary>What guessing would reach, 0 … 1.</summary>
    public double ChanceAccuracy { get; }

    /// <summary>The chosen option of each question, from 0.</summary>
    public IReadOnlyList<int> Predictions => _predictions;

    /// <summary>The accuracy in percent with two decimals, as the authors' logs print it.</summary>
    public double AccuracyPercent => RetrievalRounding.ToHundredths(100.0 * Accuracy);

    /// <summary>Compares scores with answers.</summary>
    /// <param name="scores">The scores of each question's options, two or more; the larger the better. Questions may have different numbers of options.</param>
    /// <param name="answers">The number of the right option of each question, from 0.</param>
    /// <exception cref="ArgumentException">The counts do not agree, a question has fewer than two options, or a score is not a number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An answer is no number of an option.</exception>
    public static MultipleChoiceMetrics FromScores(IReadOnlyList<float[]> scores, IReadOnlyList<int> answers)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(answers);
        if (scores.Count != answers.Count)
            throw new ArgumentException($"{answers.Count} answers came with the scores of {scores.Count} questions.", nameof(answers));
        var predictions = new int[scores.Count];
        var (correct, chance) = (0, 0.0);
        for (var i = 0; i < predictions.Length; i++)
        {
            if (scores[i] is not { Length: >= 2 } row)
                throw new ArgumentException($"Question {i} has {scores[i]?.Length ?? 0} scores; a choice needs at least 2 options.", nameof(scores));
            if (answers[i] < 0 || answers[i] >= row.Length)
                throw new ArgumentOutOfRangeException(nameof(answers), answers[i], $"The answer to question {i} must be an option, 0 … {row.Length - 1}; options count from 0.");
            if (TopK.HasNaN(row))
                throw new ArgumentException($"A score of question {i} is not a number: its video or text could not be scored.", nameof(scores));
            predictions[i] = TopK.ArgMax<float>(row);
            correct += predictions[i] == answers[i] ? 1 : 0;
            chance += 1.0 / row.Length;
        }
        return new MultipleChoiceMetrics(predictions, correct, chance / predictions.Length);
    }

    /// <summary>One line with the accuracy in percent.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"accuracy {AccuracyPercent:F2} % ({Correct} of {Count}; guessing {100 * ChanceAccuracy:F2} %)");
}
