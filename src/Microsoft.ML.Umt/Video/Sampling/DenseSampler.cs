namespace Microsoft.ML.Umt;

/// <summary>Neighbouring frames at a stride (the dense Kinetics, UCF101 and HMDB51 data sets of the paper's code). Short videos repeat their last frame.</summary>
/// <param name="frameCount">Frames of a clip.</param>
/// <param name="stride">Distance between frames.</param>
/// <param name="mode">What the frames are for.</param>
/// <param name="viewCount">Clips of a video in test.</param>
/// <param name="asReference">
/// Whether validation clips lie where the paper's code puts them: half a clip too early, with negative numbers in short videos. Only for comparison; such frames do not exist.
/// </param>
internal sealed class DenseSampler(int frameCount, int stride, SamplingMode mode, int viewCount = 1, bool asReference = false) : FrameSampler
{
    private readonly int _span = checked(frameCount * stride);

    /// <inheritdoc/>
    public override int ViewCount { get; } = mode == SamplingMode.Test ? viewCount : 1;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        if (mode == SamplingMode.Test)
            return TestView(info.FrameCount, view);
        if (info.FrameCount <= _span)
            return Short(info.FrameCount);
        var slack = info.FrameCount - _span;
        var end = mode == SamplingMode.Train ? Required(draw).Next(_span, info.FrameCount - 1) : (slack / 2) + (asReference ? 0 : _span);
        return Spread(end - _span, end, frameCount, end - 1);
    }

    private static int[] Spread(int from, int to, int count, int last)
    {
        var indices = new int[count];
        var step = count > 1 ? (double)(to - from) / (count - 1) : 0;
        for (var i = 0; i < count; i++)
            indices[i] = Math.Min((int)(from + (i * step)), last);
        // The last one is the end itself, whatever the product of rounded steps gives.
        if (count > 1)
            indices[^1] = Math.Min(to, last);
        return indices;
    }

    private int[] Short(int length)
    {
        var spread = Spread(0, length, Math.Min(length / stride, frameCount), length - 1);
        return [.. spread, .. Enumerable.Repeat(length - 1, frameCount - spread.Length)];
    }

    private int[] TestView(int length, int view)
    {
        var slack = Math.Max(length - _span, 0);
        // One view has no spacing; the middle is the only fair choice.
        var start = ViewCount == 1 ? slack / 2 : (int)(view * ((double)slack / (ViewCount - 1)));
        var indices = new int[frameCount];
        for (var i = 0; i < frameCount; i++)
        {
            var index = start + (i * stride);
            indices[i] = index < length ? index : indices[i - 1];
        }

        return indices;
    }
}
