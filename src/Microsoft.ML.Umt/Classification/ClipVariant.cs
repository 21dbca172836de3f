namespace Microsoft.ML.Umt.Classification;

/// <summary>One way to see a video.</summary>
/// <param name="Clip">Which clip in time.</param>
/// <param name="Crop">Which square along the long side.</param>
/// <param name="Mirrored">Whether left and right are exchanged.</param>
/// <param name="VariationSeed">Where the draws of a <see cref="ClipVariation"/> begin; null leaves the frames as they are.</param>
internal readonly record struct ClipVariant(int Clip, int Crop, bool Mirrored, int? VariationSeed = null);
