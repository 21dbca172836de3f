using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Bilinear resizing of packed RGB bytes with the fixed-point arithmetic of OpenCV's <c>INTER_LINEAR</c> (no antialiasing), which the published
/// accuracies of the UMT classifiers were measured with. Only the pixels of the wanted window are computed. Thread-safe; works on the calling thread,
/// because clips are prepared by several workers at once.
/// </summary>
internal static class FrameResize
{
    private const int Channels = 3;

    /// <summary>Resizes <paramref name="count"/> frames <c>[T,H,W,3]</c> to <c>[T,h,w,3]</c>.</summary>
    public static void Bilinear(ReadOnlySpan<byte> source, int count, FrameSize size, FrameSize resized, Span<byte> destination) =>
        Bilinear(source, count, size, resized, CropBox.Whole(resized), destination);

    /// <summary>
    /// Resizes <paramref name="count"/> frames of <paramref name="size"/> to <paramref name="resized"/> and keeps the part <paramref name="window"/> of it.
    /// </summary>
    /// <param name="source">The frames, <c>[T,H,W,3]</c>.</param>
    /// <param name="count">Number of frames T.</param>
    /// <param name="size">Height and width of the source frames.</param>
    /// <param name="resized">Height and width after resizing.</param>
    /// <param name="window">The part of the resized frame to keep.</param>
    /// <param name="destination">Receives <c>[T,window.Height,window.Width,3]</c>.</param>
    /// <exception cref="ArgumentException">A buffer is too small, or the window does not lie inside the resized frame.</exception>
    public static void Bilinear(ReadOnlySpan<byte> source, int count, FrameSize size, FrameSize resized, CropBox window, Span<byte> destination)
    {
        FrameChecks.Buffers(source, count, size, destination, new FrameSize(window.Height, window.Width));
        FrameChecks.Window(window, resized);
        var inFrame = size.RgbBytes;
        var outFrame = window.Height * window.Width * Channels;
        if (size == resized)
        {
            for (var t = 0; t < count; t++)
                FrameCrop.Copy(source.Slice(t * inFrame, inFrame), size, window, destination.Slice(t * outFrame, outFrame));
            return;
        }

        var columns = FixedPointTaps.Columns(size.Width, resized.Width, window.Left, window.Width);
        var rows = FixedPointTaps.Rows(size.Height, resized.Height, window.Top, window.Height);
        // One spare element behind each row: the vector path stores four values a pixel, the fourth is overwritten by the next pixel.
        var rowLength = window.Width * Channels + 1;
        var scratch = ArrayPool<short>.Shared.Rent(2 * rowLength);
        try
        {
            for (var t = 0; t < count; t++)
                ResizeFrame(source.Slice(t * inFrame, inFrame), size.Width * Channels, columns, rows,
                    scratch.AsSpan(0, rowLength), scratch.AsSpan(rowLength, rowLength), destination.Slice(t * outFrame, outFrame));
        }
        finally
        {
            ArrayPool<short>.Shared.Return(scratch);
        }
    }

    private static void ResizeFrame(ReadOnlySpan<byte> frame, int stride, FixedPointTaps columns, FixedPointTaps rows,
        Span<short> upper, Span<short> lower, Span<byte> destination)
    {
        var outStride = columns.First.Length * Channels;
        int upperLine = -1, lowerLine = -1;
        for (var y = 0; y < rows.First.Length; y++)
        {
            int first = rows.First[y], second = rows.Second[y];
            if (first == lowerLine && first != upperLine)
            {
                var swap = upper;
                upper = lower;
                lower = swap;
                (upperLine, lowerLine) = (lowerLine, upperLine);
            }
            if (upperLine != first)
                StretchRow(frame.Slice(first * stride, stride), columns, upper);
            if (lowerLine != second)
                StretchRow(frame.Slice(second * stride, stride), columns, lower);
            (upperLine, lowerLine) = (first, second);
            BlendRows(upper, lower, rows.FirstWeight[y], rows.SecondWeight[y], destination.Slice(y * outStride, outStride));
        }
    }

    /// <summary>Horizontal pass: value * 2048 with four bits dropped, which is what the vertical pass works on and fits a short.</summary>
    private static void StretchRow(ReadOnlySpan<byte> line, FixedPointTaps columns, Span<short> row)
    {
        var x = 0;
        if (Ssse3.IsSupported)
        {
            // r0 g0 b0 r1 g1 b1 -> r0 r1 g0 g1 b0 b1 as 16 bit, so that one multiply-add gives the three channels.
            var pairUp = Vector128.Create((byte)0, 0x80, 3, 0x80, 1, 0x80, 4, 0x80, 2, 0x80, 5, 0x80, 0x80, 0x80, 0x80, 0x80);
            ref var start = ref MemoryMarshal.GetReference(line);
            ref var target = ref MemoryMarshal.GetReference(row);
            var lastWide = line.Length - 8;
            for (; x < columns.First.Length; x++)
            {
                var offset = columns.First[x] * Channels;
                // Eight bytes are read for six; the last columns are left to the loop below.
                if (offset > lastWide)
                    break;
                var pixels = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(
                    ref Unsafe.Add(ref start, offset))).AsByte();
                var weights = Vector128.Create((ushort)columns.FirstWeight[x] | (columns.SecondWeight[x] << 16)).AsInt16();
                var sums = Sse2.MultiplyAddAdjacent(Ssse3.Shuffle(pixels, pairUp).AsInt16(), weights) >> 4;
                Unsafe.WriteUnaligned(
                    ref Unsafe.As<short, byte>(ref Unsafe.Add(ref target, x * Channels)),
                    Sse2.PackSignedSaturate(sums, sums).AsUInt64().ToScalar());
            }
        }
        for (; x < columns.First.Length; x++)
        {
            int first = columns.First[x] * Channels, second = columns.Second[x] * Channels;
            int a = columns.FirstWeight[x], b = columns.SecondWeight[x];
            for (var c = 0; c < Channels; c++)
                row[x * Channels + c] = (short)((line[first + c] * a + line[second + c] * b) >> 4);
        }
    }

    /// <summary>Vertical pass: each product is cut to its high half before the sum is rounded, exactly in this order.</summary>
    private static void BlendRows(ReadOnlySpan<short> upper, ReadOnlySpan<short> lower, short upperWeight, short lowerWeight, Span<byte> destination)
    {
        var i = 0;
        if (Sse2.IsSupported)
        {
            var a = Vector128.Create(upperWeight);
            var b = Vector128.Create(lowerWeight);
            var two = Vector128.Create((short)2);
            for (; i + 16 <= destination.Length; i += 16)
            {
                var low = (Sse2.MultiplyHigh(Load(upper, i), a) + Sse2.MultiplyHigh(Load(lower, i), b) + two) >> 2;
                var high = (Sse2.MultiplyHigh(Load(upper, i + 8), a) + Sse2.MultiplyHigh(Load(lower, i + 8), b) + two) >> 2;
                Sse2.PackUnsignedSaturate(low, high).CopyTo(destination[i..]);
            }
        }
        for (; i < destination.Length; i++)
            destination[i] = (byte)Math.Min(255, (((upper[i] * upperWeight) >> 16) + ((lower[i] * lowerWeight) >> 16) + 2) >> 2);
    }

    private static Vector128<short> Load(ReadOnlySpan<short> row, int at) => Vector128.Create(row[at..]);
}
