namespace Microsoft.ML.Umt.Classification;

/// <summary>A video to train or validate on.</summary>
/// <param name="Video">The video; null where the row holds none.</param>
/// <param name="Label">Class, 0 to number of classes - 1.</param>
/// <param name="Row">Number of its row in the data, for messages.</param>
internal sealed record LabelledVideo(MLVideo? Video, int Label, long Row);
