namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// Draws the crop of pretraining (spec umt-single 6.3): width and height from a few fixed shares of the short side, at one of thirteen fixed places.
/// Immutable and thread-safe.
/// </summary>
/// <param name="size">Side of the square that the crop is resized to; shares that come close to it become it.</param>
internal sealed class MultiScaleCrop(int size)
{
    private const int SnapDistance = 3;
    private static readonly double[] Shares = [1, .875, .75, .66];

    // In quarters of the room that is left: corners and centre, then the middles of the edges, then the quarter points.
    private static readonly (int X, int Y)[] Places =
        [(0, 0), (4, 0), (0, 4), (4, 4), (2, 2), (0, 2), (4, 2), (2, 4), (2, 0), (1, 1), (3, 1), (1, 3), (3, 3)];

    /// <summary>Side of the square that the crop is resized to, in pixels.</summary>
    public int Size => size;

    /// <summary>All pairs (width, height) to choose from; the two shares are at most one step apart.</summary>
    public IReadOnlyList<(int Width, int Height)> Pairs(FrameSize frame)
    {
        var sides = Shares.Select(share => Snap((int)(frame.ShortSide * share))).ToArray();
        var pairs = new List<(int, int)>();
        for (var h = 0; h < sides.Length; h++)
        {
            for (var w = 0; w < sides.Length; w++)
            {
                if (Math.Abs(h - w) <= 1)
                    pairs.Add((sides[w], sides[h]));
            }
        }
        return pairs;
    }

    /// <summary>The thirteen places of a crop, in the order of the reference.</summary>
    public static IReadOnlyList<(int X, int Y)> Offsets(FrameSize frame, int width, int height)
    {
        int stepX = Quarter(frame.Width - width), stepY = Quarter(frame.Height - height);
        return Array.ConvertAll(Places, place => (place.X * stepX, place.Y * stepY));
    }

    /// <summary>Draws pair and place; what would reach beyond a frame that is a little smaller than the target is cut off.</summary>
    public CropBox Draw(FrameSize frame, Random random)
    {
        var pairs = Pairs(frame);
        var (width, height) = pairs[random.Next(pairs.Count)];
        var (x, y) = Offsets(frame, width, height)[random.Next(Places.Length)];
        return new CropBox(Math.Max(0, y), Math.Max(0, x), Math.Min(height, frame.Height), Math.Min(width, frame.Width));
    }

    /// <summary>A quarter, rounded down also below zero.</summary>
    private static int Quarter(int room) => (int)Math.Floor(room / 4.0);

    private int Snap(int side) => Math.Abs(side - size) < SnapDistance ? size : side;
}
