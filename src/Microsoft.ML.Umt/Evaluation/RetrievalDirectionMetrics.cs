namespace Microsoft.ML.Umt;

/// <summary>
/// How well one direction of retrieval works, text to video or video to text. Each query counts once, by the best ranked of its right answers;
/// of equal scores the candidate with the lower number ranks first. Immutable and thread-safe.
/// </summary>
public sealed class RetrievalDirectionMetrics
{
    private readonly int[] _ranks;

    internal RetrievalDirectionMetrics(int[] ranks, int candidateCount) => (_ranks, CandidateCount) = (ranks, candidateCount);

    /// <summary>Number of queries that have a right answer.</summary>
    public int QueryCount => _ranks.Length;

    /// <summary>Number of candidates that each query chooses from.</summary>
    public int CandidateCount { get; }

    /// <summary>Rank of the best right answer of each query, 1 for the first place, in query order.</summary>
    public IReadOnlyList<int> Ranks => _ranks;

    /// <summary>Share of queries whose right answer comes first, 0 … 1; NaN without queries.</summary>
    public double RecallAt1 => RecallAt(1);

    /// <summary>Share of queries with a right answer among the first five, 0 … 1.</summary>
    public double RecallAt5 => RecallAt(5);

    /// <summary>Share of queries with a right answer among the first ten, 0 … 1.</summary>
    public double RecallAt10 => RecallAt(10);

    /// <summary>Mean of <see cref="RecallAt1"/>, <see cref="RecallAt5"/> and <see cref="RecallAt10"/>, 0 … 1.</summary>
    public double MeanRecall => MeanPercent / 100;

    /// <summary>Half of the queries rank their right answer here or better, 1 is the best; the mean of the middle two for an even number of queries.</summary>
    public double MedianRank
    {
        get
        {
            if (_ranks.Length == 0)
                return double.NaN;
            var sorted = _ranks.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2.0;
        }
    }

    /// <summary>Mean rank of the right answers, 1 is the best.</summary>
    public double MeanRank => _ranks.Length == 0 ? double.NaN : _ranks.Average(rank => (double)rank);

    /// <summary>What <see cref="MeanRecall"/> would be if the candidates were put in random order, one right answer a query.</summary>
    public double ChanceMeanRecall => (Chance(1) + Chance(5) + Chance(10)) / 3;

    /// <summary>Percent of queries with a right answer among the first k, unrounded.</summary>
    internal double PercentAt(int k) => _ranks.Length == 0 ? double.NaN : 100.0 * _ranks.Count(rank => rank <= k) / _ranks.Length;

    /// <summary>The mean of the three percentages, unrounded.</summary>
    internal double MeanPercent => (PercentAt(1) + PercentAt(5) + PercentAt(10)) / 3;

    /// <summary>Share of queries with a right answer among the first <paramref name="k"/>, 0 … 1; NaN without queries.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double RecallAt(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        return _ranks.Length == 0 ? double.NaN : (double)_ranks.Count(rank => rank <= k) / _ranks.Length;
    }

    private double Chance(int k) => Math.Min(1.0, (double)k / CandidateCount);
}
