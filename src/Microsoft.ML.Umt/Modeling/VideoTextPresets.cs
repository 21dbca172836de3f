using System.Collections.Frozen;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Every video-text model that the library knows by name: the two published sizes, and small ones for CPUs. Thread-safe.</summary>
public static class VideoTextPresets
{
    /// <summary>The smallest one: 8 frames of 64 x 64; trains from scratch on a CPU in a minute or two.</summary>
    public const string Smallest = "umt-vt-xs8";

    // Image models of the augreg family were trained on pixels scaled to [-1, 1].
    private static readonly float[] Half = [0.5f, 0.5f, 0.5f];

    private static readonly FrozenDictionary<string, VideoTextPreset> ByName = ((VideoTextPreset[])
    [
        Published("umt-vt-b16", "UMT-B/16 with bert-base: the published base model.", "umt-b16", "bert-base-uncased", ["b16_5m", "b16_17m", "b16_25m"], new()),
        Published("umt-vt-l16", "UMT-L/16 with bert-large: the published large model.", "umt-l16", "bert-large-uncased", ["l16_5m", "l16_17m", "l16_25m"], new()
        {
            Vision = new() { Frames = 4, Width = 1024, Depth = 24, Heads = 16, Positions = PositionTable.Plain },
            Text = BertConfig.Large,
            EmbeddingWidth = 768,
            TeacherWidth = 768,
        }),
        FromImages("umt-vt-ti16", "ti16", 4, new() { Width = 192, Heads = 3 }, Text(192, 3, depth: 4, fusionLayer: 2), 224),
        FromImages("umt-vt-ti16-112", "ti16", 4, new() { Width = 192, Heads = 3 }, Text(192, 3, depth: 4, fusionLayer: 2), 112),
        FromImages("umt-vt-s16", "s16", 4, new() { Width = 384, Heads = 6 }, Text(384, 6, depth: 6, fusionLayer: 4), 224),
        new()
        {
            Name = Smallest,
            Description = "The smallest: trains from scratch on a CPU in a minute or two. No published weights.",
            Config = new()
            {
                Vision = new() { ImageSize = 64, PatchSize = 8, Frames = 8, TubeletSize = 2, Width = 128, Depth = 4, Heads = 4, Positions = PositionTable.Plain },
                Text = Text(128, 4, depth: 2, fusionLayer: 1),
                EmbeddingWidth = 128,
                AlignedLayers = 2,
            },
            Mean = Half,
            Std = Half,
        },
    ]).ToFrozenDictionary(preset => preset.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All presets, ordered by name.</summary>
    public static IReadOnlyList<VideoTextPreset> All { get; } = [.. ByName.Values.OrderBy(preset => preset.Name, StringComparer.Ordinal)];

    /// <summary>The preset of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such preset; the message lists the names there are.</exception>
    public static VideoTextPreset Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var preset)
            ? preset
            : throw new ArgumentException($"There is no video-text preset '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }

    private static VideoTextPreset Published(string name, string description, string vision, string text, string[] files, VideoTextConfig config) => new()
    {
        Name = name,
        Description = description,
        Config = config,
        VisionStart = vision,
        TextStart = text,
        Licence = "MIT",
        Source = "https://huggingface.co/OpenGVLab/UMT",
        SourceFiles = files,
    };

    // Image models bring learned positions with them, one picture's, which every frame starts from.
    private static VideoTextPreset FromImages(string name, string size, int frames, VideoTransformerConfig trunk, BertConfig text, int pixels) => new()
    {
        Name = name,
        Description = $"The vision tower can start from an image model, vit-{size}-augreg; a text tower of {text.Depth} layers; {frames} frames of {pixels} px, for CPUs. No published weights.",
        Config = new()
        {
            Vision = trunk with { Frames = frames, ImageSize = pixels, Positions = PositionTable.Learnable },
            Text = text,
            EmbeddingWidth = 256,
        },
        Mean = Half,
        Std = Half,
        VisionStart = $"vit-{size}-augreg",
    };

    private static BertConfig Text(int width, int heads, int depth, int fusionLayer) => new()
    {
        Width = width,
        Heads = heads,
        HiddenWidth = 4 * width,
        Depth = depth,
        FusionLayer = fusionLayer,
        MaxTokens = 128,
    };
}
