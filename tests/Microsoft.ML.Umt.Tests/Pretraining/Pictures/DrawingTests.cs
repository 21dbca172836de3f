using System.IO.Hashing;
using System.Text;
using Microsoft.ML.Umt.Pretraining.Pictures;

namespace Microsoft.ML.Umt.Tests.Pretraining.Pictures;

/// <summary>Snapshots of what is drawn: what a person sees, as text, and every pixel as a checksum.</summary>
public sealed class DrawingTests
{
    private const int Side = 8, Patch = 2, Gap = 4, Cell = 112;

    [Fact]
    public void A_png_holds_every_pixel()
    {
        var picture = new Picture(37, 23);
        new Random(1).NextBytes(picture.Pixels);

        var read = PngReading.Read(PngFile.Encode(picture));

        Assert.Equal((37, 23), (read.Width, read.Height));
        Assert.Equal(picture.Pixels, read.Pixels);
    }

    [Fact]
    public void A_mask_greys_what_the_student_does_not_see()
    {
        // Two frames of 4 x 4 patches: the diagonal of the first, the upper row of the second.
        var picture = TokenPictures.Mask(Frames(2), Side, Patch, [0, 5, 10, 15, 16, 17, 18, 19]);

        Assert.Equal(((2 * (Cell + Gap)) + Gap, (2 * (Cell + Gap)) + Gap), (picture.Width, picture.Height));
        Assert.Equal(
            """
            #... ####
            .#.. ....
            ..#. ....
            ...# ....
            """,
            Patches(picture, 2, (x, y) => Below(picture, x, y) == Above(picture, x, y) ? '#' : '.'),
            ignoreLineEndingDifferences: true);
        // A hidden patch shows a trace of what was there.
        Assert.Equal(Above(picture, 20, 0).Under(Rgb.Grey, 0.85), Below(picture, 40, 0));
        Assert.Equal("05ECF22D", Checksum(picture));
    }

    [Fact]
    public void Attention_runs_from_blue_to_red_in_each_frame()
    {
        float[] attention = [.. Enumerable.Range(0, 16).Select(patch => patch / 15f), .. Enumerable.Range(0, 16).Select(patch => 0.1f - (patch * 0.001f))];

        var picture = TokenPictures.Attention(Frames(2), Side, Patch, attention);

        Assert.Equal(
            """
            bbbb rrrr
            bbgg rggg
            gggr ggbb
            rrrr bbbb
            """,
            Patches(picture, 2, (x, y) => Hue(Above(picture, x, y), Below(picture, x, y))),
            ignoreLineEndingDifferences: true);
        Assert.Equal("35AE58E2", Checksum(picture));
    }

    [Fact]
    public void A_loss_curve_falls()
    {
        var picture = LossCurve.Draw([2, 1.5, double.NaN, 1.2, 1.1, 1.05]);

        Assert.Equal((900, 500), (picture.Width, picture.Height));
        int[] heights = [.. new[] { 90, 246, 558, 714, 870 }.Select(x => Enumerable.Range(0, 500).First(y => picture.At(x, y) == Rgb.Blue))];
        Assert.Equal(heights.Order(), heights);
        Assert.DoesNotContain(Enumerable.Range(0, 500), y => picture.At(402, y) == Rgb.Blue);
        Assert.Equal("A344AA8D", Checksum(picture));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 1.0, 1.0 })]
    [InlineData(new[] { double.NaN, double.NaN })]
    public void A_curve_of_little_is_drawn_too(double[] losses) => Assert.Equal((900, 500), (LossCurve.Draw(losses).Width, LossCurve.Draw(losses).Height));

    private static byte[] Frames(int count) => [.. Enumerable.Range(0, count * Side * Side).SelectMany(i => new[] { (byte)(60 + (i % 100)), (byte)(150 - (i % 70)), (byte)80 })];

    // One sign a patch, taken at its middle; frames beside each other.
    private static string Patches(Picture picture, int frames, Func<int, int, char> sign)
    {
        const int Grid = Side / Patch, PatchPixels = Cell / Grid;
        var text = new StringBuilder();
        for (var row = 0; row < Grid; row++)
        {
            for (var frame = 0; frame < frames; frame++)
            {
                text.Append(frame > 0 ? " " : "");
                for (var column = 0; column < Grid; column++)
                    text.Append(sign((frame * (Cell + Gap)) + (column * PatchPixels) + (PatchPixels / 2), (row * PatchPixels) + (PatchPixels / 2)));
            }
            text.Append(row < Grid - 1 ? "\n" : "");
        }
        return text.ToString();
    }

    private static Rgb Above(Picture picture, int x, int y) => picture.At(Gap + x, Gap + y);

    private static Rgb Below(Picture picture, int x, int y) => picture.At(Gap + x, Gap + Cell + Gap + y);

    private static char Hue(Rgb plain, Rgb heated)
    {
        (int Change, char Name)[] changes = [(heated.R - plain.R, 'r'), (heated.G - plain.G, 'g'), (heated.B - plain.B, 'b')];
        return changes.Max().Name;
    }

    private static string Checksum(Picture picture) => Crc32.HashToUInt32(picture.Pixels).ToString("X8");
}
