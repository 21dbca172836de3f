using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.Featurization;

/// <summary>Encoders small enough to be made and run in milliseconds.</summary>
internal static class TinyEncoder
{
    public static ModelPreset Video { get; } = new()
    {
        Name = "tiny-video",
        Description = "Two blocks, four frames of 32 px.",
        Video = new VideoTransformerConfig { ImageSize = 32, Frames = 4, TubeletSize = 2, Width = 24, Depth = 2, Heads = 3, Positions = PositionTable.Plain },
    };

    public static ModelPreset Image { get; } = new()
    {
        Name = "tiny-image",
        Description = "Two blocks, frames of 32 px.",
        Image = new ImageTransformerConfig { ImageSize = 32, Width = 24, Depth = 2, Heads = 3 },
        Mean = [0.5f, 0.5f, 0.5f],
        Std = [0.5f, 0.5f, 0.5f],
    };

    public static VideoFeaturizationOptions Options(ModelPreset? model = null) =>
        new() { Model = model ?? Video, UseRandomWeights = true, Precision = ComputePrecision.Float32, BatchSize = 3 };
}
