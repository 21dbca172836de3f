namespace Microsoft.ML.Umt.Augmentation;

/// <summary>A rectangle of pixels inside a frame.</summary>
internal readonly record struct CropBox(int Top, int Left, int Height, int Width)
{
    /// <summary>The box that covers a whole frame.</summary>
    public static CropBox Whole(FrameSize size) => new(0, 0, size.Height, size.Width);

    /// <summary>A centred square; offsets of half a pixel round to the even side, as the reference's validation crop does.</summary>
    public static CropBox Centre(FrameSize size, int side) =>
        new((int)Math.Round((size.Height - side) / 2.0), (int)Math.Round((size.Width - side) / 2.0), side, side);

    /// <summary>
    /// Square number <paramref name="index"/> of <paramref name="count"/> spread evenly along the long side; the side of the square is the short
    /// side. A single square lies in the middle (offset rounded down). With two or more the first and the last touch the borders.
    /// </summary>
    public static CropBox AlongLongSide(FrameSize size, int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        var side = size.ShortSide;
        var spare = Math.Max(size.Height, size.Width) - side;
        var start = count == 1 ? spare / 2 : (int)(index * ((double)spare / (count - 1)));
        return size.Width > size.Height ? new CropBox(0, start, side, side) : new CropBox(start, 0, side, side);
    }

    /// <summary>True when the box lies inside a frame of this size and is not empty.</summary>
    public bool FitsIn(FrameSize size) =>
        Top >= 0 && Left >= 0 && Height > 0 && Width > 0 && Top + Height <= size.Height && Left + Width <= size.Width;
}
