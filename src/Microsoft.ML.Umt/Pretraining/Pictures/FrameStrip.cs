namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>
/// Two rows of frames under each other: above as they are, below changed. Small frames are enlarged by a whole factor, so that a patch stays a
/// square with sharp edges.
/// </summary>
internal static class FrameStrip
{
    private const int SmallestSide = 112, Gap = 4;

    /// <param name="frames"><c>[count, side, side, 3]</c>.</param>
    /// <param name="count">Number of frames.</param>
    /// <param name="side">Side of a frame in pixels.</param>
    /// <param name="change">From frame, column and row of a pixel and its colour to the colour below.</param>
    public static Picture Draw(ReadOnlySpan<byte> frames, int count, int side, Func<int, int, int, Rgb, Rgb> change)
    {
        var scale = Math.Max(1, (SmallestSide + side - 1) / side);
        var cell = (side * scale) + Gap;
        var picture = new Picture((count * cell) + Gap, (2 * cell) + Gap);
        for (var frame = 0; frame < count; frame++)
        {
            for (var y = 0; y < side; y++)
            {
                for (var x = 0; x < side; x++)
                {
                    var at = ((((frame * side) + y) * side) + x) * 3;
                    var color = new Rgb(frames[at], frames[at + 1], frames[at + 2]);
                    var (left, top) = (Gap + (frame * cell) + (x * scale), Gap + (y * scale));
                    picture.Fill(left, top, scale, scale, color);
                    picture.Fill(left, top + cell, scale, scale, change(frame, x, y, color));
                }
            }
        }
        return picture;
    }
}
