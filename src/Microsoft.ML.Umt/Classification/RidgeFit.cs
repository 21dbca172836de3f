namespace Microsoft.ML.Umt.Classification;

/// <summary>A ridge head and what is known about it.</summary>
/// <param name="Head">The head, temperature included.</param>
/// <param name="Penalty">The penalty it was trained with.</param>
/// <param name="LeftOutScores">Class probabilities that each training video would get from a head trained without it.</param>
internal sealed record RidgeFit(LinearHead Head, double Penalty, IReadOnlyList<float[]> LeftOutScores);
