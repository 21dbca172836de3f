namespace Microsoft.ML.Umt;

/// <summary>The random sampling of stage-1 pretraining: one frame from each of equal segments of whole frames, or one clip at a stride.</summary>
internal sealed class PretrainSampler : FrameSampler
{
    private readonly int _segments;
    private readonly int _clipLength;
    private readonly int _stride;

    private PretrainSampler(int segments, int clipLength, int stride)
    {
        (_segments, _clipLength, _stride) = (segments, clipLength, stride);
    }

    /// <inheritdoc/>
    public override int ViewCount => 1;

    /// <summary>One frame from each of the segments; frames beyond the last whole segment are never used, and a video with fewer frames than segments gives its first frame only.</summary>
    public static PretrainSampler Sparse(int segments) => new(segments, 1, 1);

    /// <summary>One clip of neighbouring frames; a video too short stops at the last frame that the stride reaches.</summary>
    public static PretrainSampler Dense(int clipLength, int stride) => new(1, clipLength, stride);

    /// <inheritdoc/>
    protected override int[] SampleView(VideoInfo info, int view, IFrameDraw? draw)
    {
        var span = _clipLength * _stride;
        var choices = (info.FrameCount - span + 1) / _segments;
        var indices = new int[_segments * _clipLength];
        for (var segment = 0; segment < _segments; segment++)
        {
            var index = choices > 0 ? (segment * choices) + Required(draw).Next(0, choices - 1) : 0;
            for (var i = 0; i < _clipLength; i++)
            {
                indices[(segment * _clipLength) + i] = index;
                // The paper's code stops one frame before the last; kept, so that draws and frames stay comparable.
                index += index + _stride < info.FrameCount - 1 ? _stride : 0;
            }
        }

        return indices;
    }
}
