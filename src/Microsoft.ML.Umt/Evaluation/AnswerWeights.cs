namespace Microsoft.ML.Umt;

/// <summary>Turns the answers of a question's annotators into training targets: each different answer once, weighted by its share (spec umt-multi 8).</summary>
public static class AnswerWeights
{
    /// <summary>The different answers in the order in which they first occur, compared letter by letter.</summary>
    /// <param name="answers">What each annotator answered; one answer or several.</param>
    /// <param name="suffix">Text to put after each answer; the UMT answer decoder is trained with <c>" [SEP]"</c>.</param>
    /// <exception cref="ArgumentException">There is no answer, or one is null.</exception>
    public static IReadOnlyList<WeightedAnswer> FromAnnotators(IReadOnlyCollection<string> answers, string suffix = "")
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(suffix);
        if (answers.Count == 0)
            throw new ArgumentException("A question needs at least one answer.", nameof(answers));
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var weighted = new List<WeightedAnswer>();
        // One share after the other, as the reference adds them: three of ten are 0.30000000000000004.
        var share = 1.0 / answers.Count;
        foreach (var answer in answers)
        {
            if (answer is null)
                throw new ArgumentException("An answer is null.", nameof(answers));
            if (places.TryGetValue(answer, out var place))
            {
                weighted[place] = weighted[place] with { Weight = weighted[place].Weight + share };
                continue;
            }
            places.Add(answer, weighted.Count);
            weighted.Add(new WeightedAnswer(answer + suffix, share));
        }
        return weighted;
    }
}
