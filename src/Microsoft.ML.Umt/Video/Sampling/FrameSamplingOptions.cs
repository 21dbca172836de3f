namespace Microsoft.ML.Umt;

/// <summary>Which frames of a video a model sees.</summary>
public sealed class FrameSamplingOptions
{
    /// <summary>How the frames are chosen. Default <see cref="FrameSampling.Sparse"/>.</summary>
    public FrameSampling Strategy { get; set => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(Strategy), value, "one of the named values"); } = FrameSampling.Sparse;

    /// <summary>Frames per clip, 1 to 1024; shorter videos repeat frames. Default 8.</summary>
    public int FrameCount { get; set => field = value is >= 1 and <= 1024 ? value : throw OutOfRange(nameof(FrameCount), value, "1 to 1024"); } = 8;

    /// <summary>Distance between neighbouring frames of <see cref="FrameSampling.Dense"/>, in frames, 1 to 1024. Default 4.</summary>
    public int Stride { get; set => field = value is >= 1 and <= 1024 ? value : throw OutOfRange(nameof(Stride), value, "1 to 1024"); } = 4;

    /// <summary>Frames per second of video of <see cref="FrameSampling.FramesPerSecond"/>, more than 0 and at most 1000. Default 1.</summary>
    public double FramesPerSecond { get; set => field = value is > 0 and <= 1000 ? value : throw OutOfRange(nameof(FramesPerSecond), value, "more than 0 and at most 1000"); } = 1;

    /// <summary>How many clips of each video are scored and averaged outside training, 1 to 64. <see cref="FrameSampling.FramesPerSecond"/> and <see cref="FrameSampling.Intervals"/> always have one. Default 1.</summary>
    public int TemporalViews { get; set => field = value is >= 1 and <= 64 ? value : throw OutOfRange(nameof(TemporalViews), value, "1 to 64"); } = 1;

    internal FrameSamplingOptions Clone() => (FrameSamplingOptions)MemberwiseClone();

    /// <summary>The sampler of validation, test and prediction: no random draws, <see cref="TemporalViews"/> views where the strategy has several.</summary>
    internal FrameSampler CreateEvaluationSampler() => Create(SamplingMode.Test);

    /// <summary>The sampler of training: random draws where the strategy has them, one view.</summary>
    internal FrameSampler CreateTrainingSampler() => Create(SamplingMode.Train);

    private FrameSampler Create(SamplingMode mode) => Strategy switch
    {
        FrameSampling.Sparse => new SparseSampler(FrameCount, mode, TemporalViews),
        FrameSampling.Dense => new DenseSampler(FrameCount, Stride, mode, TemporalViews),
        FrameSampling.Segments => new SegmentSampler(FrameCount, mode, TemporalViews),
        FrameSampling.Intervals => new IntervalSampler(FrameCount, random: mode == SamplingMode.Train),
        _ => new FixedRateSampler(FramesPerSecond, FrameCount, padded: true),
    };

    private static ArgumentOutOfRangeException OutOfRange(string name, object value, string range) =>
        new(name, value, $"{nameof(FrameSamplingOptions)}.{name} must be {range}.");
}
