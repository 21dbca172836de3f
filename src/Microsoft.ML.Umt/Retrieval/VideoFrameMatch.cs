namespace Microsoft.ML.Umt;

/// <summary>A frame of a found video and how well it fits the query.</summary>
/// <param name="Time">When the frame is shown, counted from the first frame of the video.</param>
/// <param name="Score">Inner product of the frame's embedding and the query's.</param>
public sealed record VideoFrameMatch(TimeSpan Time, float Score);
