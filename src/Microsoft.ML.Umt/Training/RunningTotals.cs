namespace Microsoft.ML.Umt.Training;

/// <summary>Means over everything an epoch has seen so far, weighted by samples. Not thread-safe.</summary>
internal sealed class RunningTotals
{
    private const string SamplesKey = "totals.samples", SumKey = "totals.sum.", CountKey = "totals.count.";

    private readonly Dictionary<string, (double Sum, long Samples)> _sums = [];

    /// <summary>Samples that were learned from.</summary>
    public long Samples { get; private set; }

    /// <summary>Adds a batch.</summary>
    public void Add(double loss, int samples, IReadOnlyDictionary<string, double>? sums)
    {
        Samples += samples;
        AddSum(MetricNames.Loss, loss * samples, samples);
        foreach (var (name, sum) in sums ?? new Dictionary<string, double>())
            AddSum(name, sum, samples);
    }

    /// <summary>The mean of a number; null when no batch gave it.</summary>
    public double? Mean(string name) => _sums.TryGetValue(name, out var total) && total.Samples > 0 ? total.Sum / total.Samples : null;

    /// <summary>All means.</summary>
    public IReadOnlyDictionary<string, double> Means() => _sums.ToDictionary(s => s.Key, s => s.Value.Sum / s.Value.Samples);

    /// <summary>Writes the sums.</summary>
    public void Save(CheckpointSection section)
    {
        section.Write(SamplesKey, Samples);
        foreach (var (name, total) in _sums)
        {
            section.Write($"{SumKey}{name}", total.Sum);
            section.Write($"{CountKey}{name}", total.Samples);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public static RunningTotals Load(CheckpointSection section)
    {
        var totals = new RunningTotals { Samples = section.ReadInt64(SamplesKey) };
        foreach (var name in section.Values.Select(value => value.Key).Where(key => key.StartsWith(SumKey, StringComparison.Ordinal)).Select(key => key[SumKey.Length..]).ToArray())
            totals._sums[name] = (section.ReadDouble(SumKey + name), section.ReadInt64(CountKey + name));
        return totals;
    }

    private void AddSum(string name, double sum, int samples)
    {
        var total = _sums.GetValueOrDefault(name);
        _sums[name] = (total.Sum + sum, total.Samples + samples);
    }
}
