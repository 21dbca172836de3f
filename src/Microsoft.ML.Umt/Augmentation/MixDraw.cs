namespace Microsoft.ML.Umt.Augmentation;

/// <summary>How one sample is mixed with its partner.</summary>
/// <param name="Lambda">The sample's own weight in clip (mixup) and target, 0 … 1.</param>
/// <param name="Box">The rectangle that is taken from the partner (cutmix); null blends the whole clips (mixup).</param>
internal sealed record MixDraw(double Lambda, CropBox? Box = null)
{
    /// <summary>Nothing is mixed.</summary>
    public static MixDraw None { get; } = new(1);

    /// <summary>
    /// Cutmix: a box whose sides are <c>sqrt(1 - lambda)</c> of the picture's, around a centre, cut at the borders. The weight follows the box that
    /// remains.
    /// </summary>
    /// <param name="lambda">Share that the sample is to keep.</param>
    /// <param name="size">Size of the picture.</param>
    /// <param name="centreY">Row of the box's centre.</param>
    /// <param name="centreX">Column of the box's centre.</param>
    /// <param name="correct">False keeps <paramref name="lambda"/> as the weight, however much was cut.</param>
    public static MixDraw Cutmix(double lambda, FrameSize size, int centreY, int centreX, bool correct = true)
    {
        var share = Math.Sqrt(1 - lambda);
        int halfHeight = (int)(size.Height * share) / 2, halfWidth = (int)(size.Width * share) / 2;
        int top = Math.Clamp(centreY - halfHeight, 0, size.Height), bottom = Math.Clamp(centreY + halfHeight, 0, size.Height);
        int left = Math.Clamp(centreX - halfWidth, 0, size.Width), right = Math.Clamp(centreX + halfWidth, 0, size.Width);
        var box = new CropBox(top, left, bottom - top, right - left);
        return new MixDraw(correct ? 1 - (double)box.Height * box.Width / ((double)size.Height * size.Width) : lambda, box);
    }
}
