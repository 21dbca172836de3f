namespace Microsoft.ML.Umt;

/// <summary>Published recalls of one direction, in percent.</summary>
/// <param name="At1">Recall at 1; null where none was published.</param>
/// <param name="At5">Recall at 5.</param>
/// <param name="At10">Recall at 10.</param>
public sealed record RecallTriple(double? At1, double? At5, double? At10);
