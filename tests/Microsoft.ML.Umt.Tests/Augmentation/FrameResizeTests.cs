using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Tests.Augmentation;

public sealed class FrameResizeTests
{
    [Theory]
    [InlineData(1, 1, 7, 5)]
    [InlineData(2, 3, 9, 4)]
    [InlineData(240, 320, 224, 298)]
    [InlineData(97, 61, 32, 20)]
    [InlineData(64, 48, 32, 24)]
    [InlineData(5, 400, 8, 640)]
    public void FollowsTheFixedPointFormula(int height, int width, int outHeight, int outWidth)
    {
        var source = Clips.Random(2 * height * width * 3, seed: height * 1000 + width);
        var actual = new byte[2 * outHeight * outWidth * 3];
        FrameResize.Bilinear(source, 2, new FrameSize(height, width), new FrameSize(outHeight, outWidth), actual);
        Assert.Equal(Plain(source, 2, height, width, outHeight, outWidth), actual);
    }

    [Fact]
    public void WindowEqualsCroppingTheWhole()
    {
        var size = new FrameSize(90, 131);
        var resized = new FrameSize(56, 81);
        var window = new CropBox(3, 17, 40, 33);
        var source = Clips.Random(3 * size.RgbBytes, seed: 4);
        var whole = new byte[3 * resized.RgbBytes];
        FrameResize.Bilinear(source, 3, size, resized, whole);
        var expected = new byte[3 * window.Height * window.Width * 3];
        for (var t = 0; t < 3; t++)
            FrameCrop.Copy(whole.AsSpan(t * resized.RgbBytes, resized.RgbBytes), resized, window, expected.AsSpan(t * window.Height * window.Width * 3));

        var actual = new byte[expected.Length];
        FrameResize.Bilinear(source, 3, size, resized, window, actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void BuffersThatAreTooSmallAreNamed()
    {
        var size = new FrameSize(8, 8);
        var error = Assert.Throws<ArgumentException>(() => FrameResize.Bilinear(new byte[10], 1, size, new FrameSize(4, 4), new byte[48]));
        Assert.Contains("192 bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FrameResize.Bilinear(new byte[192], 1, size, new FrameSize(4, 4), new byte[47]));
        Assert.Throws<ArgumentException>(() =>
            FrameResize.Bilinear(new byte[192], 1, size, new FrameSize(4, 4), new CropBox(1, 0, 4, 4), new byte[48]));
    }

    /// <summary>The formula once more without vectors, windows or row reuse.</summary>
    private static byte[] Plain(byte[] source, int count, int height, int width, int outHeight, int outWidth)
    {
        var result = new byte[count * outHeight * outWidth * 3];
        for (var t = 0; t < count; t++)
        {
            for (var y = 0; y < outHeight; y++)
            {
                var (top, topWeight, bottomWeight) = Tap(y, height, outHeight, isRow: true);
                for (var x = 0; x < outWidth; x++)
                {
                    var (left, leftWeight, rightWeight) = Tap(x, width, outWidth, isRow: false);
                    for (var c = 0; c < 3; c++)
                    {
                        int Stretched(int row)
                        {
                            var line = (t * height + Math.Clamp(row, 0, height - 1)) * width;
                            return source[(line + left) * 3 + c] * leftWeight + source[(line + Math.Min(left + 1, width - 1)) * 3 + c] * rightWeight;
                        }
                        var sum = ((Stretched(top) >> 4) * topWeight >> 16) + ((Stretched(top + 1) >> 4) * bottomWeight >> 16);
                        result[((t * outHeight + y) * outWidth + x) * 3 + c] = (byte)((sum + 2) >> 2);
                    }
                }
            }
        }
        return result;
    }

    private static (int First, int FirstWeight, int SecondWeight) Tap(int at, int source, int resized, bool isRow)
    {
        var position = (float)((at + 0.5) * (1 / ((double)resized / source)) - 0.5);
        var first = (int)Math.Floor(position);
        var fraction = position - first;
        if (!isRow && first < 0)
            (first, fraction) = (0, 0);
        if (!isRow && first >= source - 1)
            (first, fraction) = (source - 1, 0);
        return (first, (int)Math.Round((1f - fraction) * 2048), (int)Math.Round(fraction * 2048));
    }
}
