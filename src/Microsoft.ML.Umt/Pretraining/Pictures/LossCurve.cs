using System.Globalization;

namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>Draws a loss over the epochs.</summary>
internal static class LossCurve
{
    private const int Width = 900, Height = 500, Left = 90, Right = 30, Top = 30, Bottom = 50;
    private const int Lines = 5, Dot = 2, Gap = 8, Thickness = 3;

    // A curve that does not move still wants an axis.
    private const double SmallestRange = 1e-6;

    public static Picture Draw(IReadOnlyList<double> losses)
    {
        var picture = new Picture(Width, Height);
        double[] finite = [.. losses.Where(double.IsFinite)];
        var (low, high) = finite.Length == 0 ? (0, 1) : (finite.Min(), finite.Max());
        if (high - low < SmallestRange)
            (low, high) = (low - SmallestRange, high + SmallestRange);

        for (var i = 0; i < Lines; i++)
            DrawHeight(picture, low + ((high - low) * i / (Lines - 1)), low, high);
        for (var i = 0; i < Math.Min(Lines, losses.Count); i++)
            DrawEpoch(picture, (int)Math.Round((losses.Count - 1.0) * i / Math.Max(1, Math.Min(Lines, losses.Count) - 1)), losses.Count);
        for (var i = 0; i < losses.Count; i++)
        {
            // A single epoch is a point; a loss that is no number is a gap.
            var from = Math.Max(0, i - 1);
            if (double.IsFinite(losses[from]) && double.IsFinite(losses[i]))
                picture.Line(X(from, losses.Count), Y(losses[from], low, high), X(i, losses.Count), Y(losses[i], low, high), Thickness, Rgb.Blue);
        }
        return picture;
    }

    private static void DrawHeight(Picture picture, double value, double low, double high)
    {
        var y = (int)Math.Round(Y(value, low, high));
        picture.Fill(Left, y, Width - Left - Right, 1, Rgb.Grey);
        var text = value.ToString("G4", CultureInfo.InvariantCulture);
        PixelDigits.Draw(picture, Left - Gap - PixelDigits.Width(text, Dot), y - (PixelDigits.Height(Dot) / 2), text, Dot, Rgb.Black);
    }

    private static void DrawEpoch(Picture picture, int index, int count)
    {
        var x = (int)Math.Round(X(index, count));
        picture.Fill(x, Height - Bottom, 1, Gap / 2, Rgb.Black);
        var text = (index + 1).ToString(CultureInfo.InvariantCulture);
        PixelDigits.Draw(picture, x - (PixelDigits.Width(text, Dot) / 2), Height - Bottom + Gap, text, Dot, Rgb.Black);
    }

    private static double X(int index, int count) => count < 2 ? (Left + Width - Right) / 2.0 : Left + ((double)index / (count - 1) * (Width - Left - Right));

    private static double Y(double value, double low, double high) => Height - Bottom - ((value - low) / (high - low) * (Height - Top - Bottom));
}
