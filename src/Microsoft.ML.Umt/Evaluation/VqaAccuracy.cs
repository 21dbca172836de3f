namespace Microsoft.ML.Umt.Evaluation;

/// <summary>The soft accuracy of VQA v2: for each annotator, how many of the others gave the predicted answer, three being enough.</summary>
internal static class VqaAccuracy
{
    private const double Enough = 3;

    public static double Of(string prediction, IReadOnlyList<string> answers)
    {
        var predicted = VqaAnswerNormalizer.Prediction(prediction);
        // Answers that all agree are left as they were written; that is the benchmark's own rule.
        var given = answers.Distinct(StringComparer.Ordinal).Skip(1).Any() ? answers.Select(VqaAnswerNormalizer.Punctuation).ToArray() : answers;
        var sum = 0.0;
        for (var left = 0; left < given.Count; left++)
        {
            var same = 0;
            for (var other = 0; other < given.Count; other++)
                same += other != left && given[other] == predicted ? 1 : 0;
            sum += Math.Min(1, same / Enough);
        }
        return sum / given.Count;
    }
}
