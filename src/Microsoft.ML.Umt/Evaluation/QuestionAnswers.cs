namespace Microsoft.ML.Umt;

/// <summary>The right answers to one question.</summary>
/// <param name="QuestionId">What names the question; each id once in a test.</param>
/// <param name="Answers">What each annotator answered, one or more.</param>
/// <param name="Category">What kind of question it is, for accuracies of each kind; null for none.</param>
public sealed record QuestionAnswers(string QuestionId, IReadOnlyList<string> Answers, string? Category = null);
