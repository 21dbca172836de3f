namespace Microsoft.ML.Umt;

/// <summary>The embedding of one frame of a video.</summary>
/// <param name="Time">When the frame is shown, counted from the first frame of the video; not negative.</param>
/// <param name="Embedding">As many finite values as the video's embedding has.</param>
public sealed record VideoFrameEmbedding(TimeSpan Time, ReadOnlyMemory<float> Embedding);
