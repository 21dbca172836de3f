namespace Microsoft.ML.Umt.Modeling;

/// <summary>Image models that encode video frame by frame.</summary>
internal static class ImagePresets
{
    // The augreg family was trained on pixels scaled to [-1, 1], not on ImageNet's statistics.
    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    public static IEnumerable<ModelPreset> All { get; } =
    [
        Augreg("ti16", "tiny", new ImageTransformerConfig { Width = 192, Heads = 3 }),
        Augreg("s16", "small", new ImageTransformerConfig { Width = 384, Heads = 6 }),
        Augreg("b16", "base", new ImageTransformerConfig { Width = 768, Heads = 12 }),
    ];

    private static ModelPreset Augreg(string size, string timmSize, ImageTransformerConfig config) => new()
    {
        Name = $"vit-{size}-augreg",
        Description = $"ViT-{size[..^2].ToUpperInvariant()}/16 image model at 224 px, trained on ImageNet-21k, finetuned on ImageNet-1k; encodes single frames.",
        Image = config,
        Mean = Half,
        Std = Half,
        Licence = "Apache-2.0",
        Source = $"https://huggingface.co/timm/vit_{timmSize}_patch16_224.augreg_in21k_ft_in1k",
        SourceFile = $"vit_{timmSize}_patch16_224_augreg",
    };
}
