namespace Microsoft.ML.Umt;

/// <summary>One frame from each of equal segments: drawn in training, the middle in validation, evenly spread in test (the <c>*_sparse</c> data sets of the paper's code).</summary>
internal sealed class SparseSampler(int frameCount, SamplingMode mode, int viewCount = 1) : FrameSampler
{
    /// <inheritdoc/>
    public override int ViewCount { get; } = mode == SamplingMode.Test ? viewCount : 1;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var last = info.FrameCount - 1;
        var segment = (double)last / frameCount;
        var offset = (int)(segment / (ViewCount + 1) * (view + 1));
        var indices = new int[frameCount];
        for (var i = 0; i < frameCount; i++)
        {
            var start = (int)Math.Round(segment * i);
            var index = mode == SamplingMode.Train ? Required(draw).Next(start, (int)Math.Round(segment * (i + 1))) : start + offset;
            indices[i] = Math.Min(index, last);
        }

        return indices;
    }
}
