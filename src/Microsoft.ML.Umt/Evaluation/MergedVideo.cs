namespace Microsoft.ML.Umt.Evaluation;

/// <summary>One video after its views were merged.</summary>
/// <param name="Id">What names the video.</param>
/// <param name="Label">True class.</param>
/// <param name="Probabilities">Mean over the views of the softmax of their logits.</param>
/// <param name="Views">Number of distinct views that were averaged.</param>
internal sealed record MergedVideo(string Id, int Label, double[] Probabilities, int Views)
{
    /// <summary>The class with the highest mean probability.</summary>
    public int Prediction => TopK.ArgMax<double>(Probabilities);

    /// <summary>True when the label is among the <paramref name="k"/> most probable classes.</summary>
    public bool IsInTop(int k) => TopK.Rank<double>(Probabilities, Label) < k;
}
