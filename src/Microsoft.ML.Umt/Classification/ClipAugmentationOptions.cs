using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Random changes of the clips that <see cref="VideoTrainingDepth.Full"/> trains on. The defaults are the authors' for large data sets.</summary>
public sealed class ClipAugmentationOptions
{
    /// <summary>Whether clips are mirrored at random. Switch it off where left and right matter. Default true.</summary>
    public bool Flip { get; set; } = true;

    /// <summary>Smallest part of the picture that a random crop keeps, 0.01 to 1; 1 keeps the whole picture. Default 0.08.</summary>
    public double SmallestCrop { get; set => field = OptionGuard.InRange(value, 0.01, 1); } = 0.08;

    /// <summary>Number of RandAugment operations on each clip, 0 to 15; 0 for none. Default 4.</summary>
    public int RandAugmentOperations { get; set => field = OptionGuard.InRange(value, 0, 15); } = 4;

    /// <summary>Strength of the RandAugment operations, 0 to 10. Default 7.</summary>
    public double RandAugmentMagnitude { get; set => field = OptionGuard.InRange(value, 0, 10); } = 7;

    /// <summary>Probability that a rectangle of the clip is replaced by noise, 0 to 1. Default 0.25.</summary>
    public double RandomErasing { get; set => field = OptionGuard.InRange(value, 0, 1); } = 0.25;

    /// <summary>Parameter of the distribution by which two clips are blended, 0 to 10; 0 for none. Default 0.8.</summary>
    public double Mixup { get; set => field = OptionGuard.InRange(value, 0, 10); } = 0.8;

    /// <summary>Parameter of the distribution by which a rectangle of one clip is put into another, 0 to 10; 0 for none. Default 1.</summary>
    public double CutMix { get; set => field = OptionGuard.InRange(value, 0, 10); } = 1;

    /// <summary>No change at all.</summary>
    public static ClipAugmentationOptions None => new() { Flip = false, SmallestCrop = 1, RandAugmentOperations = 0, RandomErasing = 0, Mixup = 0, CutMix = 0 };

    internal ClipAugmentationOptions Clone() => (ClipAugmentationOptions)MemberwiseClone();
}
