namespace Microsoft.ML.Umt;

/// <summary>One answer to a question on a video. Immutable.</summary>
/// <param name="Text">The answer, as it stands in the list.</param>
/// <param name="Probability">Its share among the answers that were scored, 0 to 1.</param>
public sealed record VideoAnswer(string Text, float Probability);
