namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Draws the crop of finetuning (spec umt-single 6.4): a part of the picture by area and shape, later resized to a square. Immutable and thread-safe.
/// </summary>
/// <param name="SmallestArea">Smallest share of the picture's area, above 0 and at most <paramref name="LargestArea"/>.</param>
/// <param name="LargestArea">Largest share, at most 1.</param>
/// <param name="SmallestRatio">Smallest width over height.</param>
/// <param name="LargestRatio">Largest width over height.</param>
internal sealed record RandomResizedCrop(
    double SmallestArea = 0.08, double LargestArea = 1, double SmallestRatio = 0.75, double LargestRatio = 1.3333)
{
    private const int Tries = 10;

    /// <summary>Draws a crop; when ten draws do not fit into the frame, the largest centred crop of an allowed shape.</summary>
    public CropBox Draw(FrameSize size, Random random)
    {
        for (var i = 0; i < Tries; i++)
        {
            var area = random.NextUniform(SmallestArea, LargestArea) * size.Height * size.Width;
            var ratio = Math.Exp(random.NextUniform(Math.Log(SmallestRatio), Math.Log(LargestRatio)));
            var width = (int)Math.Round(Math.Sqrt(area * ratio));
            var height = (int)Math.Round(Math.Sqrt(area / ratio));
            if (width > 0 && width <= size.Width && height > 0 && height <= size.Height)
                return new CropBox(random.Next(size.Height - height + 1), random.Next(size.Width - width + 1), height, width);
        }
        return Fallback(size);
    }

    private CropBox Fallback(FrameSize size)
    {
        var (height, width) = size;
        var ratio = (double)width / height;
        if (ratio < SmallestRatio)
            height = (int)Math.Round(width / SmallestRatio);
        else if (ratio > LargestRatio)
            width = (int)Math.Round(height * LargestRatio);
        return new CropBox((size.Height - height) / 2, (size.Width - width) / 2, height, width);
    }
}
