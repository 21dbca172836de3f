namespace Microsoft.ML.Umt;

/// <summary>Features of one video.</summary>
/// <param name="Values">The values in row-major order, as the feature column holds them; all NaN if the video could not be read.</param>
/// <param name="Error">Why the video could not be read; null if it was.</param>
public sealed record VideoFeatures(ReadOnlyMemory<float> Values, string? Error);
