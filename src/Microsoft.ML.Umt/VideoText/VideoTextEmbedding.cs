namespace Microsoft.ML.Umt;

/// <summary>What a video-text model makes of one video. Immutable.</summary>
/// <param name="Values">
/// Mean of the frames' unit vectors, as the embedding column holds it; its dot product with a text's unit vector is the cosine averaged over the frames, so it
/// must not be scaled to length one. All NaN if the video could not be read.
/// </param>
/// <param name="Frames">The frames that were looked at, in order; none if the video could not be read.</param>
/// <param name="Error">Why the video could not be read; null if it was.</param>
public sealed record VideoTextEmbedding(ReadOnlyMemory<float> Values, IReadOnlyList<VideoTextFrame> Frames, string? Error);
