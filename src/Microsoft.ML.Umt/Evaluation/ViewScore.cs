namespace Microsoft.ML.Umt.Evaluation;

/// <summary>The logits of one test view of one video.</summary>
/// <param name="Id">What names the video; views with the same id belong together.</param>
/// <param name="Logits">One value for each class.</param>
/// <param name="Label">True class.</param>
/// <param name="Clip">Number of the temporal clip.</param>
/// <param name="Crop">Number of the spatial crop.</param>
internal sealed record ViewScore(string Id, double[] Logits, int Label, int Clip, int Crop);
