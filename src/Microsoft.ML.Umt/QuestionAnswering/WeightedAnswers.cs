namespace Microsoft.ML.Umt.QuestionAnswering;

/// <summary>The different answers that people gave to one question, each with its share of them (spec umt-multi 8). Immutable.</summary>
internal sealed record WeightedAnswers(IReadOnlyList<string> Answers, IReadOnlyList<float> Weights)
{
    /// <summary>Counts answers; empty ones are none.</summary>
    public static WeightedAnswers Of(IEnumerable<string> given)
    {
        var answers = new List<string>();
        var counts = new List<int>();
        foreach (var answer in given)
        {
            if (string.IsNullOrWhiteSpace(answer))
                continue;
            var place = answers.IndexOf(answer);
            if (place < 0)
            {
                answers.Add(answer);
                counts.Add(0);
                place = answers.Count - 1;
            }
            counts[place]++;
        }
        double all = counts.Sum();
        return new WeightedAnswers(answers, [.. counts.Select(count => (float)(count / all))]);
    }
}
