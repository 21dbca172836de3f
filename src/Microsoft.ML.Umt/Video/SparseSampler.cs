namespace Microsoft.ML.Umt;

/// <summary>One frame from each of equal segments (spec 6.2, the <c>*_sparse</c> data sets). Without draws: segment middles, or evenly spread temporal views.</summary>
internal sealed class SparseSampler(int frameCount, int viewCount = 1, bool random = false) : FrameSampler
{
    /// <inheritdoc/>
    public override int ViewCount { get; } = random ? 1 : viewCount;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var last = info.FrameCount - 1;
        var segment = Math.Max(0, (double)last / frameCount);
        // One view is the segment middle, which is also what view 0 of 1 gives.
        var offset = ViewCount == 1 ? (int)(segment / 2) : (int)(segment / (ViewCount + 1) * (view + 1));
        var indices = new int[frameCount];
        for (var i = 0; i < frameCount; i++)
        {
            var start = (int)Math.Round(segment * i);
            var index = random ? Required(draw).Next(start, (int)Math.Round(segment * (i + 1))) : start + offset;
            indices[i] = Math.Min(index, last);
        }

        return indices;
    }
}
