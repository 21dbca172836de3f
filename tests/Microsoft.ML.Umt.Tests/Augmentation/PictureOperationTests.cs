using Microsoft.ML.Umt.Augmentation;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>Each operation of RandAugment against its stated formula.</summary>
public sealed class PictureOperationTests
{
    private static readonly FrameSize Size = new(9, 12);

    private static byte[] Run(PictureOperation operation, double strength, int sign = 1, byte[]? picture = null)
    {
        var frame = picture ?? Clips.Random(Size.RgbBytes, seed: 8);
        PictureOperations.Apply(operation, strength, sign, frame, Size);
        return frame;
    }

    private static void AssertCurve(PictureOperation operation, double strength, int sign, Func<int, int> curve) =>
        Assert.Equal(Clips.Random(Size.RgbBytes, seed: 8).Select(value => (byte)Math.Clamp(curve(value), 0, 255)), Run(operation, strength, sign));

    [Fact]
    public void CurvesAtMagnitudeSeven()
    {
        AssertCurve(PictureOperation.Invert, .7, 1, v => 255 - v);
        AssertCurve(PictureOperation.Posterize, .7, 1, v => v & 0b1100_0000);
        AssertCurve(PictureOperation.Posterize, 1, 1, _ => 0);
        AssertCurve(PictureOperation.Solarize, .7, 1, v => v < 77 ? v : 255 - v);
        AssertCurve(PictureOperation.SolarizeAdd, .7, 1, v => v < 128 ? v + 77 : v);
        AssertCurve(PictureOperation.Brightness, .7, 1, v => (int)(1.63f * v));
        AssertCurve(PictureOperation.Brightness, .7, -1, v => (int)(0.37f * v));
    }

    [Fact]
    public void EnhancementsOfStrengthZeroChangeNothing()
    {
        PictureOperation[] operations =
        [
            PictureOperation.Color, PictureOperation.Contrast, PictureOperation.Brightness, PictureOperation.Sharpness, PictureOperation.Rotate,
            PictureOperation.ShearX, PictureOperation.ShearY, PictureOperation.TranslateX, PictureOperation.TranslateY, PictureOperation.Solarize,
        ];
        Assert.All(operations, operation => Assert.Equal(Clips.Random(Size.RgbBytes, seed: 8), Run(operation, 0)));
    }

    [Fact]
    public void ColourMovesAwayFromGrey()
    {
        // Luminance (0.299, 0.587, 0.114) of (200, 100, 40) is 123.
        var picture = Enumerable.Repeat(new byte[] { 200, 100, 40 }, Size.Height * Size.Width).SelectMany(p => p).ToArray();
        Assert.Equal([(byte)(123 + .37f * 77), (byte)(123 - .37f * 23), (byte)(123 - .37f * 83)], Run(PictureOperation.Color, .7, -1, picture)[..3]);
    }

    [Fact]
    public void ContrastMovesAwayFromTheMeanGrey()
    {
        var picture = Enumerable.Range(0, Size.RgbBytes).Select(i => (byte)(i < Size.RgbBytes / 2 ? 100 : 200)).ToArray();
        var result = Run(PictureOperation.Contrast, .7, 1, picture);
        Assert.Equal(((byte)(150 - 1.63f * 50), (byte)(150 + 1.63f * 50)), (result[0], result[^1]));
    }

    [Fact]
    public void SharpnessMovesAwayFromTheSmoothedPicture()
    {
        var picture = new byte[Size.RgbBytes];
        var centre = (4 * Size.Width + 5) * 3;
        picture[centre] = 130;
        // Smoothed: 130 * 5 / 13 = 50 in the centre, 10 around it.
        var soft = Run(PictureOperation.Sharpness, .7, -1, [.. picture]);
        Assert.Equal((byte)(50 + .37f * 80), soft[centre]);
        Assert.Equal((byte)(10 - .37f * 10), soft[centre + 3]);
        Assert.Equal(0, soft[centre + 1]);
        Assert.Equal(0, Run(PictureOperation.Sharpness, .7, 1, [.. picture])[centre + 3]);
    }

    [Fact]
    public void AutoContrastFillsTheRange()
    {
        var picture = Enumerable.Range(0, Size.RgbBytes).Select(i => (byte)(50 + i % 3 * 20 + i / 3 % 2 * 60)).ToArray();
        var result = Run(PictureOperation.AutoContrast, .7, 1, picture);
        Assert.Equal([0, 0, 0, 255, 255, 255], result[..6]);
        Assert.Equal(Enumerable.Repeat((byte)9, Size.RgbBytes), Run(PictureOperation.AutoContrast, .7, 1, Enumerable.Repeat((byte)9, Size.RgbBytes).ToArray()));
    }

    [Fact]
    public void EqualizeSpreadsTheValues()
    {
        // 1,000 pixels with the values 100 … 103, a quarter each.
        var size = new FrameSize(20, 50);
        var picture = Enumerable.Range(0, size.RgbBytes).Select(i => (byte)(i / 3 % 4 + 100)).ToArray();
        PictureOperations.Apply(PictureOperation.Equalize, .7, 1, picture, size);
        // step = (1000 - 250) / 255 = 2; sums 1, 251, 501, 751 over it.
        Assert.Equal([0, 125, 250, 255], new[] { picture[0], picture[3], picture[6], picture[9] });
    }

    [Fact]
    public void TranslationShiftsAndFillsWithGrey()
    {
        // 0.45 * (5 / 5.4) * 12 = 5 columns.
        var original = Clips.Random(Size.RgbBytes, seed: 8);
        var moved = Run(PictureOperation.TranslateX, 5 / 5.4);
        for (var y = 0; y < Size.Height; y++)
        {
            for (var x = 0; x < Size.Width; x++)
            {
                var expected = x + 5 < Size.Width ? original.AsSpan((y * Size.Width + x + 5) * 3, 3).ToArray() : [128, 128, 128];
                Assert.All(expected.Zip(moved.AsSpan((y * Size.Width + x) * 3, 3).ToArray()), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
            }
        }
    }

    [Fact]
    public void RotationTurnsCounterClockwiseAboutTheCentre()
    {
        var size = new FrameSize(41, 41);
        var picture = new byte[size.RgbBytes];
        // A spot to the right of the centre goes up when turning counter-clockwise by 30 degrees.
        picture.AsSpan((20 * 41 + 36) * 3, 3).Fill(255);
        PictureOperations.Apply(PictureOperation.Rotate, 1, 1, picture, size);
        var spot = Enumerable.Range(0, 41 * 41).Where(i => picture[i * 3] != 128).MaxBy(i => picture[i * 3]);
        Assert.InRange(spot % 41, 20 + 13, 20 + 14);
        Assert.InRange(spot / 41, 20 - 8, 20 - 8);
    }

    [Fact]
    public void ShearSlantsTheRows()
    {
        var size = new FrameSize(20, 40);
        var picture = new byte[size.RgbBytes];
        for (var y = 0; y < 20; y++)
            picture.AsSpan((y * 40 + 20) * 3, 3).Fill(200);
        PictureOperations.Apply(PictureOperation.ShearX, 1, 1, picture, size);
        // x' = x + 0.3 (y + 0.5): at the bottom row the line stands about 6 columns further left.
        var bottom = Enumerable.Range(0, 40).Where(x => picture[(19 * 40 + x) * 3] != 128).MaxBy(x => picture[(19 * 40 + x) * 3]);
        Assert.Equal(14, bottom);
    }
}
