namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>Numbers, three by five dots a character, for the axes of curves: a font would need a library.</summary>
internal static class PixelDigits
{
    private const int Columns = 3, Rows = 5, Advance = Columns + 1;

    /// <summary>Rows from the top, three bits each, left is high.</summary>
    private static readonly Dictionary<char, int[]> Shapes = new()
    {
        ['0'] = [7, 5, 5, 5, 7],
        ['1'] = [2, 6, 2, 2, 7],
        ['2'] = [7, 1, 7, 4, 7],
        ['3'] = [7, 1, 7, 1, 7],
        ['4'] = [5, 5, 7, 1, 1],
        ['5'] = [7, 4, 7, 1, 7],
        ['6'] = [7, 4, 7, 5, 7],
        ['7'] = [7, 1, 1, 2, 2],
        ['8'] = [7, 5, 7, 5, 7],
        ['9'] = [7, 5, 7, 1, 7],
        ['.'] = [0, 0, 0, 0, 2],
        ['-'] = [0, 0, 7, 0, 0],
        ['E'] = [7, 4, 7, 4, 7],
        ['+'] = [0, 2, 7, 2, 0],
    };

    /// <summary>Width in pixels.</summary>
    public static int Width(string text, int dot) => ((text.Length * Advance) - 1) * dot;

    /// <summary>Height in pixels.</summary>
    public static int Height(int dot) => Rows * dot;

    /// <summary>Writes digits, signs, points and E; a dot is <paramref name="dot"/> pixels wide and high.</summary>
    public static void Draw(Picture picture, int left, int top, string text, int dot, Rgb color)
    {
        foreach (var character in text)
        {
            if (Shapes.TryGetValue(character, out var rows))
                Draw(picture, left, top, rows, dot, color);
            left += Advance * dot;
        }
    }

    private static void Draw(Picture picture, int left, int top, int[] rows, int dot, Rgb color)
    {
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                if ((rows[row] >> (Columns - 1 - column) & 1) == 1)
                    picture.Fill(left + (column * dot), top + (row * dot), dot, dot, color);
            }
        }
    }
}
