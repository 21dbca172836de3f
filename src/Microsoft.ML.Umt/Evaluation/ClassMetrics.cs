namespace Microsoft.ML.Umt;

/// <summary>How well one class was recognised. Immutable.</summary>
/// <param name="Name">Name of the class.</param>
/// <param name="Support">Number of videos that belong to the class.</param>
/// <param name="Predicted">Number of videos that were given the class.</param>
/// <param name="Correct">Number of videos of the class that were given the class.</param>
public sealed record ClassMetrics(string Name, long Support, long Predicted, long Correct)
{
    /// <summary>Share of the videos given this class that belong to it, 0 … 1; NaN when none was.</summary>
    public double Precision => Predicted == 0 ? double.NaN : (double)Correct / Predicted;

    /// <summary>Share of the class's videos that were recognised (the class's own accuracy), 0 … 1; NaN when there are none.</summary>
    public double Recall => Support == 0 ? double.NaN : (double)Correct / Support;

    /// <summary>Harmonic mean of precision and recall, 0 … 1; NaN when the class neither occurs nor was predicted.</summary>
    public double F1Score => Support + Predicted == 0 ? double.NaN : 2.0 * Correct / (Support + Predicted);
}
