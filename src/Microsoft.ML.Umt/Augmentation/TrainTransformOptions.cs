namespace Microsoft.ML.Umt.Augmentation;

/// <summary>How clips are changed at random for finetuning. Internal: trainers validate what users set.</summary>
internal sealed record TrainTransformOptions
{
    /// <summary>Side of the square that comes out, in pixels.</summary>
    public required int Size { get; init; }

    /// <summary>Operations on the whole picture before cropping; null for none.</summary>
    public RandAugment? RandAugment { get; init; }

    /// <summary>Which part of the picture is kept.</summary>
    public RandomResizedCrop Crop { get; init; } = new();

    /// <summary>How often left and right are swapped; 0 where direction carries the meaning.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <summary>Noise over a rectangle; null for none.</summary>
    public RandomErasing? Erasing { get; init; } = new();

    /// <summary>The statistics that the model normalises by: erasing draws its noise on that scale.</summary>
    public ChannelStatistics Statistics { get; init; } = ChannelStatistics.ImageNet;
}
