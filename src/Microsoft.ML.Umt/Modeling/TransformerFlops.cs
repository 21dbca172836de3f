namespace Microsoft.ML.Umt.Modeling;

/// <summary>The cost of a vision transformer, counted from its sizes.</summary>
internal static class TransformerFlops
{
    /// <summary>Floating-point operations of one forward pass over one sample; a multiply and an add count as two.</summary>
    public static double Estimate(int tokens, int width, int depth, double mlpRatio, double patchValues, int patches, int classes)
    {
        double hidden = Math.Floor(width * mlpRatio);
        double linears = (double)tokens * width * (3.0 * width + width + 2 * hidden);
        double attention = 2.0 * tokens * tokens * width;
        double multiplyAdds = depth * (linears + attention) + patches * patchValues * width + (double)width * classes;
        return 2 * multiplyAdds;
    }

    /// <summary>The same of a video transformer without a head that sees some of its tokens.</summary>
    /// <param name="config">The transformer.</param>
    /// <param name="visible">Tokens that it sees.</param>
    /// <param name="patches">Patches that are embedded.</param>
    public static double Trunk(VideoTransformerConfig config, int visible, int patches) => Estimate(
        visible, config.Width, config.Depth, config.MlpRatio, 3.0 * config.TubeletSize * config.PatchSize * config.PatchSize, patches, classes: 0);
}
