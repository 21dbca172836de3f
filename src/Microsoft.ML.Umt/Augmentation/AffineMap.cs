namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Where a pixel of the result comes from: <c>x' = A x + B y + C</c>, <c>y' = D x + E y + F</c>, on pixel centres.</summary>
internal readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Turns the picture counter-clockwise about its centre.</summary>
    public static AffineMap Rotation(double degrees, FrameSize size)
    {
        var angle = -degrees * Math.PI / 180;
        double cos = Math.Round(Math.Cos(angle), 15), sin = Math.Round(Math.Sin(angle), 15);
        double x = size.Width / 2.0, y = size.Height / 2.0;
        return new AffineMap(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y);
    }
}
