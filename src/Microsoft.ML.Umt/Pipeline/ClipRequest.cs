namespace Microsoft.ML.Umt.Pipeline;

/// <summary>One video to read.</summary>
/// <param name="Video">The video; null where the row holds none.</param>
/// <param name="Row">Number of the row it stands in, for messages and for whatever the caller keeps by row.</param>
/// <param name="Seed">Source of random sampling and augmentation for a reader that uses any; the same seed gives the same clip.</param>
/// <param name="Texts">The texts that stand beside the video in its row; null for components that read none.</param>
internal readonly record struct ClipRequest(MLVideo? Video, long Row, int Seed = 0, IReadOnlyList<string>? Texts = null);
