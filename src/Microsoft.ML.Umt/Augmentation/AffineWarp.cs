using System.Buffers;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Moves the pixels of a frame by an <see cref="AffineMap"/>, bicubic as Pillow's <c>Image.transform</c>; what comes from outside is grey.</summary>
internal static class AffineWarp
{
    private const byte Outside = 128;

    /// <summary>Warps a frame <c>[H,W,3]</c> in place.</summary>
    public static void Apply(Span<byte> frame, FrameSize size, AffineMap map)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(copy);
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x++)
            {
                var fromX = map.A * (x + 0.5) + map.B * (y + 0.5) + map.C;
                var fromY = map.D * (x + 0.5) + map.E * (y + 0.5) + map.F;
                var pixel = frame.Slice((y * size.Width + x) * 3, 3);
                if (fromX < 0 || fromX >= size.Width || fromY < 0 || fromY >= size.Height)
                    pixel.Fill(Outside);
                else
                    Sample(copy, size, fromX - 0.5, fromY - 0.5, pixel);
            }
        }
        ArrayPool<byte>.Shared.Return(copy);
    }

    private static void Sample(ReadOnlySpan<byte> frame, FrameSize size, double x, double y, Span<byte> pixel)
    {
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        double dx = x - column, dy = y - row;
        Span<int> columns = stackalloc int[4];
        for (var i = 0; i < 4; i++)
            columns[i] = Math.Clamp(column - 1 + i, 0, size.Width - 1) * 3;
        Span<double> lines = stackalloc double[4];
        for (var c = 0; c < 3; c++)
        {
            for (var i = 0; i < 4; i++)
            {
                var line = frame.Slice(Math.Clamp(row - 1 + i, 0, size.Height - 1) * size.Width * 3 + c);
                lines[i] = Cubic(line[columns[0]], line[columns[1]], line[columns[2]], line[columns[3]], dx);
            }
            pixel[c] = (byte)Math.Clamp(Cubic(lines[0], lines[1], lines[2], lines[3], dy), 0, 255);
        }
    }

    /// <summary>The cubic through the two middle values with slopes of the kernel parameter -1.</summary>
    private static double Cubic(double v1, double v2, double v3, double v4, double d) =>
        v2 + d * (v3 - v1 + d * (2 * (v1 - v2) + v3 - v4 + d * (v2 - v1 - v3 + v4)));
}
