namespace Microsoft.ML.Umt.VideoText;

/// <summary>Multiple choice as the authors score it (spec umt-multi 7): both heads mixed over the options of one video.</summary>
internal static class ChoiceScores
{
    // Of the matching head.
    private const float MatchingShare = 0.7f;

    /// <summary>The same for a video of which nothing may be known: NaN for each option then.</summary>
    public static float[] Of(VideoTextRow row, int count, float temperature) => row.Fits.Count == 0 ? [.. Enumerable.Repeat(float.NaN, count)] : Of(row.Fits, temperature);

    /// <summary>A score for each option: 0.7 of its matching probability and 0.3 of its share by similarity. An option without a text has none, NaN, and takes no share.</summary>
    /// <param name="options">At least one.</param>
    /// <param name="temperature">What similarities are divided by.</param>
    public static float[] Of(IReadOnlyList<TextFit> options, float temperature)
    {
        // NaN counts as the smallest here.
        var largest = options.Max(fit => fit.Similarity);
        var shares = options.Select(fit => MathF.Exp((fit.Similarity - largest) / temperature)).ToArray();
        var all = shares.Where(share => !float.IsNaN(share)).Sum();
        return [.. options.Select((fit, i) => MatchingShare * fit.Probability + (1 - MatchingShare) * shares[i] / all)];
    }
}
