namespace Microsoft.ML.Umt.Evaluation;

/// <summary>
/// Ranks of the right answers among all candidates. Of several right answers the best ranked counts; of equal scores the candidate with the
/// lower number comes first, so every result is unique and a model that gives all pairs one score gets no better than chance.
/// </summary>
internal static class RetrievalRanks
{
    /// <summary>Rank, from 1, of the best of <paramref name="matches"/> (not empty) in one row of scores without NaN.</summary>
    public static int OfBest(ReadOnlySpan<float> scores, IReadOnlyList<int> matches)
    {
        var best = matches[0];
        for (var i = 1; i < matches.Count; i++)
        {
            if (scores[matches[i]] > scores[best])
                best = matches[i];
        }
        return TopK.Rank(scores, best) + 1;
    }

    /// <summary>
    /// Rank, from 1, of the best right answer of each query in a score matrix <c>[queries, candidates]</c>, row after row;
    /// queries without a right answer are left out.
    /// </summary>
    /// <exception cref="ArgumentException">A score is not a number.</exception>
    public static int[] Of(ReadOnlyMemory<float> scores, int queries, int candidates, Func<int, IReadOnlyList<int>> matches, string name)
    {
        var ranks = new int[queries];
        Parallel.For(0, queries, query =>
        {
            var row = scores.Span.Slice(query * candidates, candidates);
            if (matches(query) is { Count: > 0 } right)
                ranks[query] = OfBest(row, right);
        });
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores.Span[i]))
                throw new ArgumentException($"{name}: the score of query {i / candidates} and candidate {i % candidates} is not a number.", name);
        }
        return Array.FindAll(ranks, rank => rank > 0);
    }
}
