namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>A clip, and what student and teacher see of it.</summary>
/// <param name="Frames">One frame for each token in time, <c>[T, side, side, 3]</c>.</param>
/// <param name="Visible">Numbers of the tokens that the student sees.</param>
/// <param name="Attention">Where the teacher looks, <c>[T, patches]</c>; null without a teacher.</param>
internal sealed record SeenClip(byte[] Frames, long[] Visible, float[]? Attention);
