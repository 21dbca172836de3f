namespace Microsoft.ML.Umt.Classification;

/// <summary>The outcome for one penalty.</summary>
internal sealed record RidgeSolution(double Penalty, Calibration Calibration, IReadOnlyList<float[]> LeftOutScores);
