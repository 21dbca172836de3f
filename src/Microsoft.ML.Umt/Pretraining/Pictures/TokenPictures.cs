namespace Microsoft.ML.Umt.Pretraining.Pictures;

/// <summary>Draws what is known about the tokens of a clip over the frames that they were cut from.</summary>
internal static class TokenPictures
{
    private const double HiddenShare = 0.85, HeatShare = 0.6;

    // Blue over green and yellow to red, as heat maps usually are.
    private static readonly Rgb[] Heat = [new(20, 20, 120), new(0, 140, 200), new(40, 180, 60), new(250, 220, 40), new(210, 20, 20)];

    /// <summary>What the student sees: hidden tokens are greyed out.</summary>
    /// <param name="frames">One frame for each token in time, <c>[T, side, side, 3]</c>.</param>
    /// <param name="side">Side of a frame in pixels.</param>
    /// <param name="patch">Side of a patch in pixels.</param>
    /// <param name="visible">Numbers of the visible tokens, in the order time, row, column.</param>
    public static Picture Mask(ReadOnlySpan<byte> frames, int side, int patch, IEnumerable<long> visible)
    {
        var grid = side / patch;
        var seen = visible.ToHashSet();
        return FrameStrip.Draw(frames, Count(frames, side), side, (frame, x, y, color) =>
            seen.Contains((frame * grid * grid) + (y / patch * grid) + (x / patch)) ? color : color.Under(Rgb.Grey, HiddenShare));
    }

    /// <summary>Where the teacher looks: blue least, red most, each frame by itself.</summary>
    /// <param name="frames">One frame for each token in time, <c>[T, side, side, 3]</c>.</param>
    /// <param name="side">Side of a frame in pixels.</param>
    /// <param name="patch">Side of a patch in pixels.</param>
    /// <param name="attention">Attention of the class token to each patch, <c>[T, patches]</c>.</param>
    public static Picture Attention(ReadOnlySpan<byte> frames, int side, int patch, float[] attention)
    {
        var grid = side / patch;
        var patches = grid * grid;
        var count = Count(frames, side);
        var highest = Enumerable.Range(0, count).Select(frame => attention.AsSpan(frame * patches, patches).ToArray().Max()).ToArray();
        var lowest = Enumerable.Range(0, count).Select(frame => attention.AsSpan(frame * patches, patches).ToArray().Min()).ToArray();
        return FrameStrip.Draw(frames, count, side, (frame, x, y, color) =>
        {
            var value = attention[(frame * patches) + (y / patch * grid) + (x / patch)];
            return color.Under(HeatOf((value - lowest[frame]) / Math.Max(highest[frame] - lowest[frame], float.Epsilon)), HeatShare);
        });
    }

    private static Rgb HeatOf(double share)
    {
        var place = Math.Clamp(share, 0, 1) * (Heat.Length - 1);
        var below = Math.Min((int)place, Heat.Length - 2);
        return Heat[below].Under(Heat[below + 1], place - below);
    }

    private static int Count(ReadOnlySpan<byte> frames, int side) => frames.Length / (side * side * 3);
}
