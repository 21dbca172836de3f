namespace Microsoft.ML.Umt;

/// <summary>The best answers to one question on a video. Immutable.</summary>
/// <param name="Answers">Best first; none for an empty question, or if the video could not be read.</param>
/// <param name="Error">Why the video could not be read; null if it was.</param>
public sealed record AnsweredQuestion(IReadOnlyList<VideoAnswer> Answers, string? Error);
