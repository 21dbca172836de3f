namespace Microsoft.ML.Umt.VideoText;

/// <summary>How a text fits a video.</summary>
/// <param name="Vector">The text's unit vector.</param>
/// <param name="Similarity">Cosine, averaged over the video's frames.</param>
/// <param name="Score">What the matching head says; NaN where it was not asked.</param>
/// <param name="Probability">Softmax of the head's two numbers; NaN where it was not asked.</param>
internal sealed record TextFit(float[] Vector, float Similarity, float Score, float Probability)
{
    /// <summary>Of the matching head's two numbers.</summary>
    public static TextFit Of(float[] vector, float similarity, float noMatch, float match) =>
        new(vector, similarity, match, 1 / (1 + MathF.Exp(noMatch - match)));

    /// <summary>Where there is no text, or no video.</summary>
    public static TextFit None(int width)
    {
        var vector = new float[width];
        vector.AsSpan().Fill(float.NaN);
        return new TextFit(vector, float.NaN, float.NaN, float.NaN);
    }
}
