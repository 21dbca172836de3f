namespace Microsoft.ML.Umt.Training;

/// <summary>The number by which validation results are compared.</summary>
/// <param name="Name">One of <see cref="MetricNames"/>, or another name that the validation reports.</param>
/// <param name="HigherIsBetter">True for accuracies, false for losses.</param>
internal sealed record MetricGoal(string Name, bool HigherIsBetter)
{
    /// <summary>Top-1 accuracy.</summary>
    public static MetricGoal Top1 { get; } = new(MetricNames.Top1, HigherIsBetter: true);

    /// <summary>Validation loss.</summary>
    public static MetricGoal Loss { get; } = new(MetricNames.Loss, HigherIsBetter: false);

    /// <summary>The goal's number among the results.</summary>
    /// <exception cref="KeyNotFoundException">The validation does not report it.</exception>
    public double ValueIn(IReadOnlyDictionary<string, double> results) => results.TryGetValue(Name, out var value)
        ? value
        : throw new KeyNotFoundException($"The validation reports {string.Join(", ", results.Keys)}, not '{Name}'.");

    /// <summary>True when <paramref name="value"/> beats <paramref name="best"/> by more than <paramref name="margin"/>; NaN beats nothing.</summary>
    public bool IsBetter(double value, double? best, double margin = 0) =>
        !double.IsNaN(value) && (best is not { } known || (HigherIsBetter ? value > known + margin : value < known - margin));
}
