namespace Microsoft.ML.Umt.Evaluation;

/// <summary>Two decimals as the reference prints them: the double's exact value decides, and only a true tie goes to the even digit.</summary>
internal static class RetrievalRounding
{
    // Math.Round(x, 2) rounds the product with 100, which is itself rounded: 1.005 (really 1.00499…) would become 1.01 or 1.00 by luck.
    public static double ToHundredths(double value)
    {
        var hundredths = value * 100;
        if (!double.IsFinite(hundredths))
            return value;
        var lost = Math.FusedMultiplyAdd(value, 100, -hundredths);
        var down = Math.Floor(hundredths);
        var isHalf = hundredths - down == 0.5;
        var rounded = isHalf && lost != 0 ? (lost > 0 ? down + 1 : down) : Math.Round(hundredths, MidpointRounding.ToEven);
        return rounded / 100;
    }
}
