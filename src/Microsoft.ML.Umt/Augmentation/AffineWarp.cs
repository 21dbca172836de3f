using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>Moves the pixels of a frame by an <see cref="AffineMap"/>, bicubic as Pillow's <c>Image.transform</c>; what comes from outside is grey.</summary>
internal static class AffineWarp
{
    private const byte Outside = 128;

    /// <summary>Warps a frame <c>[H,W,3]</c> in place.</summary>
    public static void Apply(Span<byte> frame, FrameSize size, AffineMap map)
    {
        // One spare byte: a pixel is read as four.
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length + 1);
        try
        {
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
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    private static void Sample(ReadOnlySpan<byte> frame, FrameSize size, double x, double y, Span<byte> pixel)
    {
        int column = (int)Math.Floor(x), row = (int)Math.Floor(y);
        float dx = (float)(x - column), dy = (float)(y - row);
        ref var start = ref MemoryMarshal.GetReference(frame);
        int lastColumn = size.Width - 1, lastRow = size.Height - 1, stride = size.Width * 3;
        var c1 = Math.Clamp(column - 1, 0, lastColumn) * 3;
        var c2 = Math.Clamp(column, 0, lastColumn) * 3;
        var c3 = Math.Clamp(column + 1, 0, lastColumn) * 3;
        var c4 = Math.Clamp(column + 2, 0, lastColumn) * 3;

        var value = Cubic(
            Across(ref Unsafe.Add(ref start, Math.Clamp(row - 1, 0, lastRow) * stride), c1, c2, c3, c4, dx),
            Across(ref Unsafe.Add(ref start, Math.Clamp(row, 0, lastRow) * stride), c1, c2, c3, c4, dx),
            Across(ref Unsafe.Add(ref start, Math.Clamp(row + 1, 0, lastRow) * stride), c1, c2, c3, c4, dx),
            Across(ref Unsafe.Add(ref start, Math.Clamp(row + 2, 0, lastRow) * stride), c1, c2, c3, c4, dx),
            dy);
        var bytes = Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(value, Vector128<float>.Zero), Vector128.Create(255f)));
        pixel[0] = (byte)bytes.GetElement(0);
        pixel[1] = (byte)bytes.GetElement(1);
        pixel[2] = (byte)bytes.GetElement(2);
    }

    private static Vector128<float> Across(ref byte line, int c1, int c2, int c3, int c4, float dx) =>
        Cubic(Pixel(ref line, c1), Pixel(ref line, c2), Pixel(ref line, c3), Pixel(ref line, c4), dx);

    /// <summary>The three channels of a pixel; the fourth value belongs to the next pixel and is not used.</summary>
    private static Vector128<float> Pixel(ref byte line, int at)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref line, at))).AsByte();
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }

    /// <summary>
    /// The cubic through the two middle values with slopes of the kernel parameter -1. Written in differences, so that a flat area stays exactly flat
    /// before the fraction is cut off.
    /// </summary>
    private static Vector128<float> Cubic(Vector128<float> v1, Vector128<float> v2, Vector128<float> v3, Vector128<float> v4, float d)
    {
        var step = Vector128.Create(d);
        return v2 + step * (v3 - v1 + step * ((v1 - v2) * 2 + v3 - v4 + step * (v2 - v1 - v3 + v4)));
    }
}
