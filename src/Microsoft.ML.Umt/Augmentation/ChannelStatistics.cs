namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Mean and standard deviation of the three channels on the scale [0, 1], by which clips are normalised.</summary>
internal sealed class ChannelStatistics
{
    /// <summary>Creates the pair; three values each, deviations above 0.</summary>
    public ChannelStatistics(ReadOnlySpan<float> mean, ReadOnlySpan<float> deviation)
    {
        if (mean.Length != 3 || deviation.Length != 3 || deviation.IndexOfAnyInRange(float.NegativeInfinity, 0) >= 0)
            throw new ArgumentException($"Three means and three positive deviations are wanted, found {mean.Length} and {deviation.Length}.");
        (Mean, Deviation) = (mean.ToArray(), deviation.ToArray());
    }

    /// <summary>The statistics of ImageNet, which the UMT models are trained with.</summary>
    public static ChannelStatistics ImageNet { get; } = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    /// <summary>Means of red, green, blue.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>Standard deviations of red, green, blue.</summary>
    public IReadOnlyList<float> Deviation { get; }

    /// <summary>Values 0 … 255 in <c>[T,H,W,3]</c> to normalised ones in <c>[3,T,H,W]</c>.</summary>
    public void Normalise(ReadOnlySpan<float> clip, Span<float> destination)
    {
        var plane = clip.Length / 3;
        for (var c = 0; c < 3; c++)
        {
            float mean = Mean[c], deviation = Deviation[c];
            for (var i = 0; i < plane; i++)
                destination[c * plane + i] = (clip[i * 3 + c] / 255f - mean) / deviation;
        }
    }
}
