namespace Samples.Motion;

/// <summary>A smooth random texture that wraps round: random colours on a coarse grid with linear blending between them.</summary>
internal sealed class ValueNoise
{
    private readonly int _cells;
    private readonly double[] _values;

    public ValueNoise(int cells, double darkest, double lightest, Random random)
    {
        _cells = cells;
        _values = new double[cells * cells * 3];
        for (int i = 0; i < _values.Length; i++)
            _values[i] = darkest + random.NextDouble() * (lightest - darkest);
    }

    /// <summary>The value at (x, y), both in units of the whole texture.</summary>
    public double At(double x, double y, int channel)
    {
        double column = Positive(x) * _cells, row = Positive(y) * _cells;
        int left = (int)column % _cells, top = (int)row % _cells;
        int right = (left + 1) % _cells, bottom = (top + 1) % _cells;
        double acrossX = column - Math.Floor(column), acrossY = row - Math.Floor(row);
        double above = Blend(Cell(top, left, channel), Cell(top, right, channel), acrossX);
        double below = Blend(Cell(bottom, left, channel), Cell(bottom, right, channel), acrossX);
        return Blend(above, below, acrossY);
    }

    private double Cell(int row, int column, int channel) => _values[(row * _cells + column) * 3 + channel];

    private static double Blend(double a, double b, double share) => a + (b - a) * share;

    private static double Positive(double value) => value - Math.Floor(value);
}
