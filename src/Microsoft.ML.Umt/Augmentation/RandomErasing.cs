namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Draws the rectangle that is replaced by noise (spec umt-single 6.4): the same rectangle in all frames, fresh noise in each. Immutable and thread-safe.
/// </summary>
/// <remarks>A clip that travels as bytes holds the noise rounded, and clipped where it is beyond black or white: its deviation is then less than 1.</remarks>
/// <param name="Probability">How often a clip is erased, 0 … 1.</param>
internal sealed record RandomErasing(double Probability = 0.25)
{
    private const int Tries = 100;
    private const double SmallestArea = 0.02;
    private const double LargestArea = 1.0 / 3;
    private const double SmallestRatio = 0.3;

    /// <summary>Draws the rectangle; null when the clip is left alone.</summary>
    public CropBox? Draw(FrameSize size, Random random)
    {
        if (!random.NextBool(Probability))
            return null;
        for (var i = 0; i < Tries; i++)
        {
            var area = random.NextUniform(SmallestArea, LargestArea) * size.Height * size.Width;
            var ratio = Math.Exp(random.NextUniform(Math.Log(SmallestRatio), -Math.Log(SmallestRatio)));
            var height = (int)Math.Round(Math.Sqrt(area * ratio));
            var width = (int)Math.Round(Math.Sqrt(area / ratio));
            if (height > 0 && height < size.Height && width > 0 && width < size.Width)
                return new CropBox(random.Next(size.Height - height + 1), random.Next(size.Width - width + 1), height, width);
        }
        return null;
    }
}
