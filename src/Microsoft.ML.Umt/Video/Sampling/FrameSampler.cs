namespace Microsoft.ML.Umt;

/// <summary>Chooses which frames of a video a model sees. Stateless and thread-safe.</summary>
internal abstract class FrameSampler
{
    /// <summary>How many temporal views of one video are sampled, each with its own frames.</summary>
    public abstract int ViewCount { get; }

    /// <summary>The zero-based frame numbers of one view.</summary>
    /// <param name="info">The video.</param>
    /// <param name="view">Which view, 0 to <see cref="ViewCount"/> - 1.</param>
    /// <param name="random">The source of random draws; only training samplers need one.</param>
    public int[] Sample(VideoInfo info, int view = 0, Random? random = null) => Sample(info, view, random is null ? null : new RandomDraw(random));

    /// <summary>The zero-based frame numbers of one view, with the draws of the caller.</summary>
    internal int[] Sample(VideoInfo info, int view, IFrameDraw? draw)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentOutOfRangeException.ThrowIfLessThan(info.FrameCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(view);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, ViewCount);
        return SampleView(info, view, draw);
    }

    /// <summary>Samples one view of a video that has at least one frame.</summary>
    protected abstract int[] SampleView(VideoInfo info, int view, IFrameDraw? draw);

    /// <summary>The draws, or an exception that says that this sampler needs a random source.</summary>
    protected IFrameDraw Required(IFrameDraw? draw) => draw ?? throw new ArgumentNullException(nameof(draw), $"{GetType().Name} draws at random: pass a random source.");
}
