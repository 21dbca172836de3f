namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// A model described as data: its sizes, how its input is normalised, where its published weights come from and what to expect of them.
/// Exactly one of <see cref="Video"/> and <see cref="Image"/> is set. Immutable.
/// </summary>
public sealed record ModelPreset
{
    /// <summary>The name by which <see cref="ModelPresets.Get"/> finds it, such as <c>umt-b16-k400</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people who choose between presets.</summary>
    public required string Description { get; init; }

    /// <summary>Sizes of a video model; null for an image model.</summary>
    public VideoTransformerConfig? Video { get; init; }

    /// <summary>Sizes of an image model, which encodes the frames of a clip one by one; null for a video model.</summary>
    public ImageTransformerConfig? Image { get; init; }

    /// <summary>Mean of the red, green and blue values (of 0 to 1) to subtract. Default: ImageNet's.</summary>
    public IReadOnlyList<float> Mean { get; init; } = ImageNetStatistics.Mean;

    /// <summary>Standard deviation of the red, green and blue values to divide by. Default: ImageNet's.</summary>
    public IReadOnlyList<float> Std { get; init; } = ImageNetStatistics.Std;

    /// <summary>Licence of the published weights; null when there are none.</summary>
    public string? Licence { get; init; }

    /// <summary>Web page the weights come from; null when there are none.</summary>
    public string? Source { get; init; }

    /// <summary>File name of the published weights without extension; null when there are none.</summary>
    public string? SourceFile { get; init; }

    /// <summary>The data set that the published head classifies; null when the weights have no head or there are none.</summary>
    public string? Dataset { get; init; }

    /// <summary>Top-1 accuracy in percent that the authors publish for these weights with the views below; null when unknown.</summary>
    public double? PublishedTop1 { get; init; }

    /// <summary>Temporal clips per video of the published evaluation. Default 1.</summary>
    public int TemporalViews { get; init; } = 1;

    /// <summary>Spatial crops per temporal clip of the published evaluation. Default 1.</summary>
    public int SpatialViews { get; init; } = 1;

    /// <summary>Whether weights are published; without them the model starts from random numbers.</summary>
    public bool HasPublishedWeights => SourceFile is not null;

    /// <summary>Side of the square frames in pixels.</summary>
    public int ImageSize => Video?.ImageSize ?? Image!.ImageSize;

    /// <summary>Frames per clip; 8 for image models, which take any number.</summary>
    public int Frames => Video?.Frames ?? 8;

    /// <summary>Width of the features.</summary>
    public int Width => Video?.Width ?? Image!.Width;

    /// <summary>Floating-point operations for one clip of <see cref="Frames"/> frames.</summary>
    public double EstimateFlops() => Video?.EstimateFlops() ?? Frames * Image!.EstimateFlops();
}
