namespace VideoSearch.Demo;

/// <summary>Draws a clip in any size: a coloured shape that moves over a calm dark background.</summary>
internal sealed class ShapeScene
{
    public const int FrameRate = 12, FrameCount = 36;

    private readonly ShapeClip _clip;
    private readonly double _radius, _middleX, _middleY, _travel;
    private readonly double[] _corners;

    public ShapeScene(ShapeClip clip)
    {
        _clip = clip;
        var random = new Random(clip.Seed);
        double Between(double low, double high) => low + random.NextDouble() * (high - low);
        _radius = Between(0.15, 0.22);
        _travel = Between(0.42, 0.52);
        // Where the shape is in the middle of the clip: its way fits into the picture.
        bool sideways = clip.Motion is Motion.Left or Motion.Right, upright = clip.Motion is Motion.Up or Motion.Down;
        double wide = 0.5 - _radius - 0.02, narrow = Math.Max(0, wide - _travel / 2);
        _middleX = 0.5 + Between(-1, 1) * (sideways ? narrow : wide * 0.8);
        _middleY = 0.5 + Between(-1, 1) * (upright ? narrow : wide * 0.8);
        _corners = [.. Enumerable.Range(0, 12).Select(_ => Between(22, 78))];
    }

    /// <summary>Draws a frame as packed RGB, row by row.</summary>
    /// <param name="frame">Which, 0 to <see cref="FrameCount"/> - 1.</param>
    /// <param name="size">Height and width in pixels.</param>
    /// <param name="rgb">Takes size x size x 3 bytes.</param>
    public void Draw(int frame, int size, Span<byte> rgb)
    {
        double time = (double)frame / (FrameCount - 1) - 0.5;
        double x0 = _middleX + _travel * time * (_clip.Motion switch { Motion.Left => -1, Motion.Right => 1, _ => 0 });
        double y0 = _middleY + _travel * time * (_clip.Motion switch { Motion.Up => -1, Motion.Down => 1, _ => 0 });
        double radius = _radius * (1 + 1.1 * time * (_clip.Motion switch { Motion.Grow => 1, Motion.Shrink => -1, _ => 0 }));
        var (_, red, green, blue) = ShapeWords.Colours[_clip.Colour];
        ReadOnlySpan<byte> colour = [red, green, blue];
        for (int row = 0, at = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                double x = (column + 0.5) / size, y = (row + 0.5) / size;
                // A ramp one pixel wide instead of a hard edge: slow shapes would jump otherwise.
                double cover = Math.Clamp((radius - Distance(x - x0, y - y0)) * size + 0.5, 0, 1);
                for (int channel = 0; channel < 3; channel++, at++)
                {
                    double behind = Background(x, y, channel);
                    rgb[at] = (byte)Math.Round(behind + (colour[channel] - behind) * cover);
                }
            }
        }
    }

    // How large a shape around the origin must be to reach a point.
    private double Distance(double x, double y) => _clip.Shape switch
    {
        Shape.Circle => Math.Sqrt(x * x + y * y),
        Shape.Square => Math.Max(Math.Abs(x), Math.Abs(y)) * 1.12,
        _ => Math.Max(y * 1.25, 0.8 * (1.732 * Math.Abs(x) - y) / 1.25),
    };

    private double Background(double x, double y, int channel)
    {
        double top = _corners[channel] + (_corners[3 + channel] - _corners[channel]) * x;
        double bottom = _corners[6 + channel] + (_corners[9 + channel] - _corners[6 + channel]) * x;
        return top + (bottom - top) * y;
    }
}
