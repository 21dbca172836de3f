namespace Microsoft.ML.Umt.VideoText;

/// <summary>What the model says of one video and the texts beside it.</summary>
/// <param name="Video">Mean of the frames' unit vectors.</param>
/// <param name="Frames">The frames' unit vectors; none for a video that could not be read.</param>
/// <param name="Fits">One for each text.</param>
internal sealed record VideoTextRow(float[] Video, float[][] Frames, IReadOnlyList<TextFit> Fits);
