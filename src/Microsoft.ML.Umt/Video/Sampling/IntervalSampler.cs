namespace Microsoft.ML.Umt;

/// <summary>One frame from each of equal intervals, as the video-text data sets of the paper's code take them. Videos shorter than the clip repeat their last frame.</summary>
/// <param name="frameCount">Frames of a clip.</param>
/// <param name="random">Whether frames are drawn; otherwise the middles are taken.</param>
/// <param name="fixedOffset">The frame of every interval, counted from its start; <see langword="null"/> for the middle or a draw.</param>
/// <param name="asReference">Whether a fixed offset may lead beyond the video's end, as in the paper's code. Only for comparison.</param>
internal sealed class IntervalSampler(int frameCount, bool random, int? fixedOffset = null, bool asReference = false) : FrameSampler
{
    /// <inheritdoc/>
    public override int ViewCount => 1;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var length = info.FrameCount;
        var count = Math.Min(frameCount, length);
        var borders = new int[count + 1];
        for (var i = 0; i < count; i++)
            borders[i] = (int)(i * ((double)length / count));
        borders[count] = length;

        var indices = random && fixedOffset is null ? Drawn(borders, Required(draw)) : Fixed(borders, length);
        return [.. indices, .. Enumerable.Repeat(indices[^1], frameCount - count)];
    }

    private static int[] Drawn(int[] borders, IFrameDraw draw)
    {
        var count = borders.Length - 1;
        // The last frame of an interval is never drawn; an interval of one frame leaves nothing to draw from, and then the whole video is drawn from instead.
        for (var i = 0; i < count; i++)
        {
            if (borders[i + 1] - borders[i] < 2)
                return [.. draw.Permutation(borders[^1]).Take(count).Order()];
        }

        var indices = new int[count];
        for (var i = 0; i < count; i++)
            indices[i] = draw.Next(borders[i], borders[i + 1] - 2);
        return indices;
    }

    private int[] Fixed(int[] borders, int length)
    {
        var indices = new int[borders.Length - 1];
        for (var i = 0; i < indices.Length; i++)
        {
            var index = fixedOffset is { } offset ? borders[i] + offset : (borders[i] + borders[i + 1] - 1) / 2;
            indices[i] = asReference ? index : Math.Min(index, length - 1);
        }

        return indices;
    }
}
