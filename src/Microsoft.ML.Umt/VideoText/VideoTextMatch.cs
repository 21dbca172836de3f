namespace Microsoft.ML.Umt;

/// <summary>What the matching head says of a text and a video. Immutable.</summary>
/// <param name="Score">The raw score of "they belong together", by which searches are ordered; NaN if the video could not be read.</param>
/// <param name="Probability">The head's probability of it, 0 to 1; NaN if the video could not be read.</param>
/// <param name="Error">Why the video could not be read; null if it was.</param>
public sealed record VideoTextMatch(float Score, float Probability, string? Error);
