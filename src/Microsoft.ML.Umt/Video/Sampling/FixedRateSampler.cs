namespace Microsoft.ML.Umt;

/// <summary>Frames at a fixed number per second of video, from the middle of each step, as the video-text data sets of the paper's code take them.</summary>
/// <param name="framesPerSecond">Frames for each second of video.</param>
/// <param name="maxFrames">The most frames; 0 or less for no limit.</param>
/// <param name="padded">Whether short videos repeat their last frame until there are <paramref name="maxFrames"/>.</param>
/// <param name="asReference">Whether a video shorter than half a step gives no frame at all, as in the paper's code; otherwise it gives its middle one.</param>
internal sealed class FixedRateSampler(double framesPerSecond, int maxFrames, bool padded = false, bool asReference = false) : FrameSampler
{
    /// <inheritdoc/>
    public override int ViewCount => 1;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var step = 1 / framesPerSecond;
        var duration = info.FrameCount / info.FrameRate;
        var start = step / 2;
        var steps = (int)Math.Ceiling((duration + start - start) / step);
        var indices = new List<int>(steps);
        for (var i = 0; i < steps && (maxFrames <= 0 || indices.Count < maxFrames); i++)
        {
            var index = (int)Math.Round((start + (i * step)) * info.FrameRate);
            if (index < info.FrameCount)
                indices.Add(index);
        }

        if (indices.Count == 0 && !asReference)
            indices.Add((info.FrameCount - 1) / 2);
        while (padded && indices.Count < maxFrames)
            indices.Add(indices[^1]);
        return [.. indices];
    }
}
