namespace Microsoft.ML.Umt;

/// <summary>An answer to a question and how much it counts in training.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Weight">Share of the annotators who gave it, above 0, at most 1; the weights of a question sum to 1.</param>
public readonly record struct WeightedAnswer(string Answer, double Weight);
