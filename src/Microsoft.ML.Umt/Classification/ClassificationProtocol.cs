namespace Microsoft.ML.Umt;

/// <summary>
/// How a data set is classified and scored by convention, as data (spec <c>umt-single</c>, sections 6 and 9.2): which frames, how many clips and crops of a
/// video are scored and averaged, whether clips may be mirrored. Immutable.
/// </summary>
public sealed record ClassificationProtocol
{
    /// <summary>The name by which <see cref="ClassificationProtocols.Get"/> finds it.</summary>
    public required string Name { get; init; }

    /// <summary>The data set's own name.</summary>
    public required string DataSet { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>How frames are chosen.</summary>
    public FrameSampling Sampling { get; init; } = FrameSampling.Sparse;

    /// <summary>Distance of the frames of <see cref="FrameSampling.Dense"/>.</summary>
    public int Stride { get; init; } = 4;

    /// <summary>Clips of a video that are scored and averaged.</summary>
    public required int TemporalViews { get; init; }

    /// <summary>Squares along the long side of each clip that are scored and averaged; the short side is brought to the model's image size.</summary>
    public int SpatialCrops { get; init; } = 3;

    /// <summary>Whether training clips are mirrored at random: not where left and right are part of the class.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Sets sampling, views, crops and mirroring of the options; everything else stays as it is.</summary>
    /// <param name="options">The options to change.</param>
    public void ApplyTo(VideoClassificationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Sampling = new FrameSamplingOptions { Strategy = Sampling, FrameCount = options.SamplingOrDefault().FrameCount, Stride = Stride, TemporalViews = TemporalViews };
        options.SpatialCrops = SpatialCrops;
        options.FrameFit = FrameFit.Crop;
        options.Augmentation.Flip = Flip;
    }
}
