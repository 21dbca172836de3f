namespace Microsoft.ML.Umt.Evaluation;

/// <summary>Running totals of a classifier's results, one video (or one training sample) at a time. Not thread-safe.</summary>
internal sealed class ClassificationTotals
{
    private const double SmallestProbability = 1e-15;

    private readonly IReadOnlyList<string> _classNames;
    private readonly long[,] _counts;
    private readonly long[] _ranks;
    private readonly long[] _unscored;
    private long _count;
    private double _logLoss;

    public ClassificationTotals(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        if (classNames.Count == 0)
            throw new ArgumentException("There must be at least one class.", nameof(classNames));
        _classNames = classNames;
        _counts = new long[classNames.Count, classNames.Count];
        _ranks = new long[classNames.Count];
        _unscored = new long[classNames.Count];
    }

    /// <summary>Adds one video: its true class and its class probabilities (empty or NaN: not scored).</summary>
    public void Add(int label, ReadOnlySpan<float> scores)
    {
        if (label < 0 || label >= _classNames.Count)
            throw new ArgumentOutOfRangeException(nameof(label), label, $"A label must be a class number, 0 … {_classNames.Count - 1}.");
        if (!scores.IsEmpty && scores.Length != _classNames.Count)
            throw new ArgumentException($"A row of scores has {scores.Length} values for {_classNames.Count} classes.", nameof(scores));
        _count++;
        if (scores.IsEmpty || TopK.HasNaN(scores))
        {
            _unscored[label]++;
            return;
        }
        _ranks[TopK.Rank(scores, label)]++;
        _counts[label, TopK.ArgMax(scores)]++;
        _logLoss -= Math.Log(Math.Max(scores[label], SmallestProbability));
    }

    /// <summary>The report of everything added so far.</summary>
    public VideoClassificationMetrics ToMetrics()
    {
        var perClass = new ClassMetrics[_classNames.Count];
        for (var c = 0; c < perClass.Length; c++)
        {
            long support = _unscored[c], predicted = 0;
            for (var other = 0; other < perClass.Length; other++)
            {
                support += _counts[c, other];
                predicted += _counts[other, c];
            }
            perClass[c] = new ClassMetrics(_classNames[c], support, predicted, _counts[c, c]);
        }
        var confusion = new VideoConfusionMatrix(_classNames, (long[,])_counts.Clone(), (long[])_unscored.Clone());
        return new VideoClassificationMetrics(perClass, confusion, (long[])_ranks.Clone(), _count, _unscored.Sum(), _logLoss);
    }
}
