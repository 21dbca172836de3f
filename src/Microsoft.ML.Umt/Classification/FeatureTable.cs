namespace Microsoft.ML.Umt.Classification;

/// <summary>What a head is trained on.</summary>
/// <param name="Features">For each video the features of its variants, all of the same number and length.</param>
/// <param name="Labels">Class of each video, 0 to number of classes - 1.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="ClassWeights">Weight of each class, or null for none.</param>
internal sealed record FeatureTable(IReadOnlyList<float[][]> Features, IReadOnlyList<int> Labels, int Classes, float[]? ClassWeights)
{
    public int Videos => Labels.Count;

    public int Variants => Features[0].Length;

    public int Width => Features[0][0].Length;

    /// <summary>All features, row after row, the variants of a video side by side.</summary>
    public float[] Flatten()
    {
        var all = new float[checked(Videos * Variants * Width)];
        var row = 0;
        foreach (var video in Features)
        {
            foreach (var variant in video)
                variant.CopyTo(all, row++ * Width);
        }
        return all;
    }
}
