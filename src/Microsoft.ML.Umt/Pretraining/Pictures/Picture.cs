namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>Pixels to draw on, RGB, row by row; white at the start.</summary>
internal sealed class Picture
{
    private const int Channels = 3;

    public Picture(int width, int height)
    {
        (Width, Height) = (width, height);
        Pixels = new byte[width * height * Channels];
        Array.Fill(Pixels, byte.MaxValue);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary><c>[Height, Width, 3]</c>, red first.</summary>
    public byte[] Pixels { get; }

    /// <summary>Colours one pixel; what lies outside is left out.</summary>
    public void Set(int x, int y, Rgb color)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
            return;
        var at = ((y * Width) + x) * Channels;
        (Pixels[at], Pixels[at + 1], Pixels[at + 2]) = (color.R, color.G, color.B);
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(int left, int top, int width, int height, Rgb color)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                Set(x, y, color);
        }
    }

    /// <summary>A straight line, <paramref name="thickness"/> pixels wide.</summary>
    public void Line(double fromX, double fromY, double toX, double toY, int thickness, Rgb color)
    {
        var steps = (int)Math.Ceiling(Math.Max(Math.Abs(toX - fromX), Math.Abs(toY - fromY)));
        for (var i = 0; i <= steps; i++)
        {
            var along = steps == 0 ? 0 : (double)i / steps;
            var (x, y) = ((int)Math.Round(fromX + (along * (toX - fromX))), (int)Math.Round(fromY + (along * (toY - fromY))));
            Fill(x - (thickness / 2), y - (thickness / 2), thickness, thickness, color);
        }
    }
}
