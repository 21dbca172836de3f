namespace Samples.Motion;

/// <summary>
/// One random scene: a textured disc or square over a textured background that crosses the picture, comes nearer or goes away. A clip played
/// backwards is a clip of the opposite class, and place and size in any single frame are drawn alike for all classes. So no picture alone gives
/// the class away: only the order of the frames does.
/// </summary>
internal sealed class MotionScene
{
    private const double SmallestRadius = 6, LargestRadius = 12;

    private readonly MotionClass _motion;
    private readonly int _size;
    private readonly int _frames;
    private readonly bool _square;
    private readonly double _radius;
    private readonly double _growth;
    private readonly double _travel;
    private readonly double _still;
    private readonly double _stillY;
    private readonly double _middleX;
    private readonly double _middleY;
    private readonly ValueNoise _background;
    private readonly ValueNoise _texture;

    public MotionScene(MotionClass motion, int size, int frames, Random random)
    {
        _motion = motion;
        _size = size;
        _frames = frames;
        _square = random.NextDouble() < 0.5;
        _growth = motion switch
        {
            MotionClass.Approaching => LargestRadius - SmallestRadius,
            MotionClass.Receding => SmallestRadius - LargestRadius,
            _ => 0,
        };
        _radius = _growth == 0 ? Between(random, SmallestRadius, LargestRadius) : (SmallestRadius + LargestRadius) / 2;

        // A coordinate that stands still is spread as widely as one that moves: a picture alone does not even show the axis.
        _travel = Between(random, 0.5, 0.6) * size;
        _still = Between(random, -0.5, 0.5) * _travel;
        _stillY = Between(random, -0.5, 0.5) * _travel;
        double margin = _travel / 2 + LargestRadius;
        _middleX = Between(random, margin, size - margin);
        _middleY = Between(random, margin, size - margin);

        // Dark behind, light in front: hues are random, so no class has a colour of its own.
        _background = new ValueNoise(cells: 5, darkest: 20, lightest: 110, random);
        _texture = new ValueNoise(cells: 4, darkest: 130, lightest: 255, random);
    }

    /// <summary>Draws frame number <paramref name="frame"/> as packed RGB, row by row.</summary>
    public void Draw(int frame, Span<byte> rgb)
    {
        double time = (double)frame / (_frames - 1) - 0.5;
        var (centreX, centreY) = CentreAt(time);
        double radius = _radius + _growth * time;
        for (int y = 0; y < _size; y++)
        {
            for (int x = 0; x < _size; x++)
            {
                double dx = x - centreX, dy = y - centreY;
                double outside = _square ? Math.Max(Math.Abs(dx), Math.Abs(dy)) : Math.Sqrt(dx * dx + dy * dy);
                // The one-pixel ramp keeps fractional positions visible: without it slow objects would jump from pixel to pixel.
                double cover = Math.Clamp(radius - outside + 0.5, 0, 1);
                int at = (y * _size + x) * 3;
                for (int channel = 0; channel < 3; channel++)
                {
                    double behind = _background.At((double)x / _size, (double)y / _size, channel);
                    double front = cover > 0 ? _texture.At(0.5 + dx / (4 * radius), 0.5 + dy / (4 * radius), channel) : 0;
                    rgb[at + channel] = (byte)Math.Round(behind + (front - behind) * cover);
                }
            }
        }
    }

    /// <param name="time">From -0.5 at the first frame to 0.5 at the last.</param>
    private (double X, double Y) CentreAt(double time)
    {
        double along = time * _travel;
        return _motion switch
        {
            MotionClass.Left => (_middleX - along, _middleY + _still),
            MotionClass.Right => (_middleX + along, _middleY + _still),
            MotionClass.Up => (_middleX + _still, _middleY - along),
            MotionClass.Down => (_middleX + _still, _middleY + along),
            _ => (_middleX + _still, _middleY + _stillY),
        };
    }

    private static double Between(Random random, double low, double high) => low + random.NextDouble() * (high - low);
}
