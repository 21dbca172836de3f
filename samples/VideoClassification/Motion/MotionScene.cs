namespace VideoClassification.Motion;

/// <summary>
/// One random scene: a textured disc or square that crosses a textured background. A clip played backwards is a clip of the opposite class,
/// and the two coordinates of every single frame are drawn from the same distribution whichever way the object moves. So no single picture
/// tells left from right: only the order of the frames carries the label.
/// </summary>
internal sealed class MotionScene
{
    private const double SmallestRadius = 7, LargestRadius = 11;

    private readonly MotionClass _motion;
    private readonly int _size;
    private readonly int _frames;
    private readonly bool _square;
    private readonly double _radius;
    private readonly double _acrossX;
    private readonly double _acrossY;
    private readonly double _travel;
    private readonly double _startAngle;
    private readonly double _still;
    private readonly ValueNoise _background;
    private readonly ValueNoise _texture;

    public MotionScene(MotionClass motion, int size, int frames, Random random)
    {
        _motion = motion;
        _size = size;
        _frames = frames;
        _square = random.NextDouble() < 0.5;
        _radius = Between(random, SmallestRadius, LargestRadius);
        _travel = Between(random, 0.45, 0.6) * size;
        _startAngle = Between(random, -0.15, 0.15) * Math.Tau;

        // The coordinate that stands still is spread as widely as the one that moves: a picture alone does not show the axis either.
        _still = Between(random, -0.5, 0.5) * _travel;

        // Where the line or the circle lies: never so far out that the object leaves the picture.
        _acrossX = PathCentre(random);
        _acrossY = PathCentre(random);

        // Dark behind, light in front: hues are random, so no class has a colour of its own.
        _background = new ValueNoise(cells: 5, darkest: 20, lightest: 110, random);
        _texture = new ValueNoise(cells: 4, darkest: 130, lightest: 255, random);
    }

    /// <summary>Draws frame number <paramref name="frame"/> as packed RGB, row by row.</summary>
    public void Draw(int frame, Span<byte> rgb)
    {
        var (centreX, centreY) = CentreAt((double)frame / (_frames - 1));
        for (int y = 0; y < _size; y++)
        {
            for (int x = 0; x < _size; x++)
            {
                double dx = x - centreX, dy = y - centreY;
                double outside = _square ? Math.Max(Math.Abs(dx), Math.Abs(dy)) : Math.Sqrt(dx * dx + dy * dy);
                // The one-pixel ramp keeps fractional positions visible: without it slow objects would jump from pixel to pixel.
                double cover = Math.Clamp(_radius - outside + 0.5, 0, 1);
                int at = (y * _size + x) * 3;
                for (int channel = 0; channel < 3; channel++)
                {
                    double behind = _background.At((double)x / _size, (double)y / _size, channel);
                    double front = cover > 0 ? _texture.At(0.5 + dx / (4 * _radius), 0.5 + dy / (4 * _radius), channel) : 0;
                    rgb[at + channel] = (byte)Math.Round(behind + (front - behind) * cover);
                }
            }
        }
    }

    private (double X, double Y) CentreAt(double time)
    {
        double along = (time - 0.5) * _travel;
        double turn = _motion == MotionClass.Clockwise ? 1 : -1;
        // Pixel rows count downwards, so a growing angle turns clockwise on the screen; the circle starts near the top.
        double angle = _startAngle - Math.Tau / 4 + turn * Math.Tau * time;
        double ring = _travel / 2;
        return _motion switch
        {
            MotionClass.Left => (_acrossX - along, _acrossY + _still),
            MotionClass.Right => (_acrossX + along, _acrossY + _still),
            MotionClass.Up => (_acrossX + _still, _acrossY - along),
            MotionClass.Down => (_acrossX + _still, _acrossY + along),
            _ => (_acrossX + ring * Math.Cos(angle), _acrossY + ring * Math.Sin(angle)),
        };
    }

    private double PathCentre(Random random)
    {
        double margin = _travel / 2 + _radius;
        return Between(random, margin, _size - margin);
    }

    private static double Between(Random random, double low, double high) => low + random.NextDouble() * (high - low);
}
