namespace Microsoft.ML.Umt.Augmentation;

/// <summary>
/// The views that one video is scored by at test time: <see cref="TemporalClips"/> clips, each cut into <see cref="SpatialCrops"/> squares.
/// Views are numbered clip by clip (all crops of clip 0 first), so that a clip is decoded once for all its crops. Immutable.
/// </summary>
internal sealed record ViewPlan
{
    /// <summary>Creates the plan; both numbers are at least 1.</summary>
    public ViewPlan(int temporalClips, int spatialCrops)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temporalClips);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spatialCrops);
        (TemporalClips, SpatialCrops) = (temporalClips, spatialCrops);
    }

    /// <summary>One clip, one crop.</summary>
    public static ViewPlan Single { get; } = new(1, 1);

    /// <summary>Number of clips in time.</summary>
    public int TemporalClips { get; }

    /// <summary>Number of crops in space.</summary>
    public int SpatialCrops { get; }

    /// <summary>Number of views of a video, clips times crops.</summary>
    public int Count => TemporalClips * SpatialCrops;

    /// <summary>The clip and the crop of view number <paramref name="view"/>.</summary>
    public (int Clip, int Crop) this[int view]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(view);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(view, Count);
            return (view / SpatialCrops, view % SpatialCrops);
        }
    }
}
