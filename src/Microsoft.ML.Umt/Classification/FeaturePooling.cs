namespace Microsoft.ML.Umt.Classification;

/// <summary>What becomes of the tokens of a frozen encoder.</summary>
/// <param name="Segments">Parts of equal length that the clip is cut into; the tokens of each are averaged over time.</param>
/// <param name="Grid">Cells along each side of the frame whose patches are averaged apart; 0 averages the whole frame.</param>
/// <param name="Layer">Block whose output is taken, counted from 0; null for the encoder's result.</param>
internal sealed record FeaturePooling(int Segments, int Grid, int? Layer);
