namespace Microsoft.ML.Umt;

/// <summary>A wrong split that people meet.</summary>
/// <param name="Videos">Its number of videos; null for any.</param>
/// <param name="Texts">Its number of texts; null for any.</param>
/// <param name="Explanation">Where it comes from and what to do.</param>
public sealed record KnownSplitDeviation(int? Videos, int? Texts, string Explanation);
