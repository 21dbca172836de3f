namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// RandAugment with increasing operations (spec umt-single 6.4; timm's <c>rand-m7-n4-mstd0.5-inc1</c>): a few operations drawn with replacement, each
/// carried out half of the time with a strength around the magnitude, equal for all frames. Immutable and thread-safe.
/// </summary>
/// <param name="Operations">Operations drawn for a clip.</param>
/// <param name="Magnitude">Mean strength, 0 … 10.</param>
/// <param name="MagnitudeDeviation">Standard deviation of the strength.</param>
/// <param name="Probability">How often a drawn operation is carried out.</param>
internal sealed record RandAugment(int Operations = 4, double Magnitude = 7, double MagnitudeDeviation = 0.5, double Probability = 0.5)
{
    private const double LargestMagnitude = 10;

    /// <summary>Changes the frames <c>[T,H,W,3]</c> in place.</summary>
    public void Apply(Span<byte> frames, FrameSize size, Random random)
    {
        var choices = Enum.GetValues<PictureOperation>();
        for (var i = 0; i < Operations; i++)
        {
            var operation = choices[random.Next(choices.Length)];
            if (!random.NextBool(Probability))
                continue;
            var strength = Math.Clamp(Magnitude + MagnitudeDeviation * random.NextGaussian(), 0, LargestMagnitude) / LargestMagnitude;
            var sign = random.NextBool(0.5) ? -1 : 1;
            for (var start = 0; start < frames.Length; start += size.RgbBytes)
                PictureOperations.Apply(operation, strength, sign, frames.Slice(start, size.RgbBytes), size);
        }
    }
}
