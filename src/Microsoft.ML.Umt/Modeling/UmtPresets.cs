namespace Microsoft.ML.Umt.Modeling;

/// <summary>The UMT video models: those with published weights, and small ones for CPUs that have none.</summary>
internal static class UmtPresets
{
    private static readonly VideoTransformerConfig Base = new();
    private static readonly VideoTransformerConfig Large = new() { Width = 1024, Depth = 24, Heads = 16 };

    /// <summary>The models of the authors' zoo, with the top-1 accuracy of its tables.</summary>
    public static IEnumerable<ModelPreset> Published { get; } =
    [
        Pretrained("umt-b16", "b16", Base),
        Pretrained("umt-l16", "l16", Large),
        Finetuned("umt-b16-k710", "b16", "", "Kinetics-710", Base, 710, 81.9),
        Finetuned("umt-l16-k710", "l16", "", "Kinetics-710", Large, 710, 86.0),
        Finetuned("umt-b16-k400", "b16", "_ftk400", "Kinetics-400", Base, 400, 87.4),
        Finetuned("umt-l16-k400", "l16", "_ftk400", "Kinetics-400", Large, 400, 90.3),
        Finetuned("umt-l16-f16-k400", "l16", "_ftk400", "Kinetics-400", Frames16(Large), 400, 90.6),
        Finetuned("umt-b16-k600", "b16", "_ftk600", "Kinetics-600", Base, 600, 87.8),
        Finetuned("umt-l16-k600", "l16", "_ftk600", "Kinetics-600", Large, 600, 90.4),
        Finetuned("umt-l16-f16-k600", "l16", "_ftk600", "Kinetics-600", Frames16(Large), 600, 90.5),
        Finetuned("umt-b16-k700", "b16", "_ftk700", "Kinetics-700", Base, 700, 78.5),
        Finetuned("umt-l16-k700", "l16", "_ftk700", "Kinetics-700", Large, 700, 83.2),
        Finetuned("umt-l16-f16-k700", "l16", "_ftk700", "Kinetics-700", Frames16(Large), 700, 83.6),
        Finetuned("umt-b16-mit", "b16", "_ftk400_ftmitv1", "Moments in Time v1", Base, 339, 44.6),
        Finetuned("umt-l16-mit", "l16", "_ftk400_ftmitv1", "Moments in Time v1", Large, 339, 48.0),
        Finetuned("umt-b16-384-mit", "b16", "_ftk400_ftmitv1", "Moments in Time v1", Base with { ImageSize = 384 }, 339, 45.5),
        Finetuned("umt-l16-384-mit", "l16", "_ftk400_ftmitv1", "Moments in Time v1", Large with { ImageSize = 384 }, 339, 48.7) with { TemporalViews = 6 },
        Finetuned("umt-b16-ssv2", "b16", "_ftssv2", "Something-Something v2", Base, 174, 70.8) with { TemporalViews = 2 },
        Finetuned("umt-l16-ssv2", "l16", "_ftssv2", "Something-Something v2", Large, 174, 74.7) with { TemporalViews = 2 },
    ];

    /// <summary>Sizes without published weights; 16 frames in pairs show motion to models too small to spend a token on every frame.</summary>
    public static IEnumerable<ModelPreset> Small { get; } =
    [
        Unpublished("umt-xs16", "The quickest to train: learns simple motion from scratch on a CPU in a minute; every token sees four frames.",
            new() { ImageSize = 64, Frames = 16, TubeletSize = 4, Width = 128, Depth = 3, Heads = 4 }),
        Unpublished(ModelPresets.SmallestVideo, "The smallest: trains from scratch on a CPU in a minute or two.",
            new() { ImageSize = 64, PatchSize = 8, Frames = 16, TubeletSize = 2, Width = 128, Depth = 4, Heads = 4 }),
        Unpublished("umt-ti16", "UMT-Ti/16: the width of ViT-Tiny, for CPUs.",
            new() { Frames = 8, Width = 192, Heads = 3 }),
        Unpublished("umt-s16", "UMT-S/16: the width of ViT-Small, for CPUs with patience and small GPUs.",
            new() { Frames = 8, Width = 384, Heads = 6 }),
    ];

    private static VideoTransformerConfig Frames16(VideoTransformerConfig config) => config with { Frames = 16 };

    private static ModelPreset Pretrained(string name, string size, VideoTransformerConfig config) => FromZoo(name, config) with
    {
        Description = $"UMT-{Title(size)} pretrained on Kinetics-710 without labels; a start for finetuning and features.",
        SourceFile = $"{size}_ptk710_f8_res224",
    };

    private static ModelPreset Finetuned(
        string name, string size, string stages, string dataset, VideoTransformerConfig config, int classes, double top1) => FromZoo(name, config) with
        {
            Description = $"UMT-{Title(size)} finetuned on {dataset}, {config.Frames} frames of {config.ImageSize} px.",
            Video = config with { Classes = classes },
            SourceFile = $"{size}_ptk710_ftk710{stages}_f{config.Frames}_res{config.ImageSize}",
            Dataset = dataset,
            PublishedTop1 = top1,
            TemporalViews = 4,
            SpatialViews = 3,
        };

    private static ModelPreset FromZoo(string name, VideoTransformerConfig config) => new()
    {
        Name = name,
        Description = name,
        Video = config,
        Licence = "MIT",
        Source = "https://huggingface.co/OpenGVLab/UMT",
    };

    private static ModelPreset Unpublished(string name, string description, VideoTransformerConfig config) => new()
    {
        Name = name,
        Description = description + " No published weights.",
        Video = config with { Positions = PositionTable.Plain },
        Mean = [0.5f, 0.5f, 0.5f],
        Std = [0.5f, 0.5f, 0.5f],
    };

    private static string Title(string size) => size.ToUpperInvariant().Insert(1, "/");
}
