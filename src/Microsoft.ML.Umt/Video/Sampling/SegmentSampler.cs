namespace Microsoft.ML.Umt;

/// <summary>Equal segments as the Something-Something V2 data sets of the paper's code cut them; test views interleave.</summary>
/// <param name="frameCount">Frames of a clip.</param>
/// <param name="mode">What the frames are for.</param>
/// <param name="viewCount">Clips of a video in test.</param>
/// <param name="frameFolder">
/// Whether to sample as the data set of frame folders does: validation in segments of whole frames, and short videos padded with their first frame outside test.
/// The data set of video files uses fractions of frames in validation and only the first frame of short training videos.
/// </param>
internal sealed class SegmentSampler(int frameCount, SamplingMode mode, int viewCount = 2, bool frameFolder = false) : FrameSampler
{
    /// <inheritdoc/>
    public override int ViewCount { get; } = mode == SamplingMode.Test ? viewCount : 1;

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var whole = info.FrameCount / frameCount;
        var tick = (double)info.FrameCount / frameCount;
        // A single view takes the middles, like validation; several start at the beginnings.
        var offset = ViewCount == 1 ? tick / 2 : view * tick / ViewCount;
        var indices = new int[frameCount];
        for (var i = 0; i < frameCount; i++)
        {
            indices[i] = mode switch
            {
                SamplingMode.Train or SamplingMode.Validation when whole == 0 && frameFolder => Math.Max(0, i - (frameCount - info.FrameCount)),
                SamplingMode.Train when whole == 0 => 0,
                SamplingMode.Train => (i * whole) + Required(draw).Next(0, whole - 1),
                SamplingMode.Validation when frameFolder => (i * whole) + (whole / 2),
                _ => (int)(offset + (tick * i)),
            };
        }

        return indices;
    }
}
