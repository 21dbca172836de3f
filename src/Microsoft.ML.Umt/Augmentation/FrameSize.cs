namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Height and width of a frame in pixels.</summary>
internal readonly record struct FrameSize(int Height, int Width)
{
    /// <summary>The shorter of the two sides.</summary>
    public int ShortSide => Math.Min(Height, Width);

    /// <summary>Bytes of one packed RGB frame of this size.</summary>
    public int RgbBytes => checked(Height * Width * 3);

    /// <summary>
    /// The size after scaling the short side to <paramref name="shortSide"/>; the long side is <c>int(shortSide * long / short)</c>.
    /// A frame whose short side already fits is left alone.
    /// </summary>
    public FrameSize WithShortSide(int shortSide)
    {
        if (ShortSide == shortSide)
            return this;
        return Width < Height
            ? new FrameSize((int)((long)shortSide * Height / Width), shortSide)
            : new FrameSize(shortSide, (int)((long)shortSide * Width / Height));
    }
}
