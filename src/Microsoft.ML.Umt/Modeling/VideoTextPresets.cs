using System.Collections.Frozen;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Every video-text model that the library knows by name. Thread-safe.</summary>
public static class VideoTextPresets
{
    private const string Zoo = "https://huggingface.co/OpenGVLab/UMT";

    private static readonly VideoTransformerConfig Clip4 = new() { Frames = 4, Positions = PositionTable.Plain };

    /// <summary>All presets: the two published models, then small ones.</summary>
    public static IReadOnlyList<VideoTextPreset> All { get; } =
    [
        new()
        {
            Name = "umt-vt-b16",
            Description = "UMT-B/16 with bert-base: the smaller of the published models.",
            Config = new VideoTextConfig(),
            Source = Zoo,
            SourceFiles = ["b16_5m", "b16_17m", "b16_25m"],
        },
        new()
        {
            Name = "umt-vt-l16",
            Description = "UMT-L/16 with bert-large: the larger of the published models.",
            Config = new VideoTextConfig
            {
                Vision = Clip4 with { Width = 1024, Depth = 24, Heads = 16 },
                Text = BertConfig.Large,
                EmbeddingWidth = 768,
                TeacherWidth = 768,
            },
            Source = Zoo,
            SourceFiles = ["l16_5m", "l16_17m", "l16_25m"],
        },
        new()
        {
            Name = "umt-vt-ti16",
            Description = "The width of ViT-Tiny with a text tower of four layers, for CPUs. No published weights.",
            Config = new VideoTextConfig
            {
                Vision = Clip4 with { Width = 192, Heads = 3 },
                Text = new BertConfig { Width = 192, Depth = 4, Heads = 3, HiddenWidth = 768, FusionLayer = 2, MaxTokens = 128 },
                EmbeddingWidth = 128,
            },
            Mean = [0.5f, 0.5f, 0.5f],
            Std = [0.5f, 0.5f, 0.5f],
        },
    ];

    private static readonly FrozenDictionary<string, VideoTextPreset> ByName = All.ToFrozenDictionary(preset => preset.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The preset of that name; case does not matter.</summary>
    /// <exception cref="ArgumentException">There is no such preset; the message lists the names there are.</exception>
    public static VideoTextPreset Get(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return ByName.TryGetValue(name, out var preset)
            ? preset
            : throw new ArgumentException($"There is no video-text model '{name}'. Known: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
    }
}
