namespace Microsoft.ML.Umt.Modeling;

/// <summary>Mean and standard deviation of ImageNet's red, green and blue on the scale of 0 to 1: what the authors' models see, and their teacher with them.</summary>
internal static class ImageNetStatistics
{
    public static IReadOnlyList<float> Mean { get; } = [0.485f, 0.456f, 0.406f];

    public static IReadOnlyList<float> Std { get; } = [0.229f, 0.224f, 0.225f];
}
