using System.Text.Json;
using Microsoft.ML.Umt.Modeling;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>Model configurations out of the fixtures' manifest.</summary>
internal static class FixtureModels
{
    /// <summary>A tiny classifier: its position table is the plain sinusoid over its own tokens.</summary>
    public static VideoTransformerConfig Tiny(JsonElement config) => new()
    {
        ImageSize = config.GetProperty("img_size").GetInt32(),
        PatchSize = config.GetProperty("patch_size").GetInt32(),
        Frames = config.GetProperty("all_frames").GetInt32(),
        TubeletSize = config.GetProperty("tubelet_size").GetInt32(),
        Width = config.GetProperty("embed_dim").GetInt32(),
        Depth = config.GetProperty("depth").GetInt32(),
        Heads = config.GetProperty("num_heads").GetInt32(),
        MlpRatio = config.GetProperty("mlp_ratio").GetDouble(),
        QkvBias = config.GetProperty("qkv_bias").GetBoolean(),
        LayerScale = config.GetProperty("init_values").GetDouble(),
        Classes = config.GetProperty("num_classes").GetInt32(),
        Pooling = config.GetProperty("use_mean_pooling").GetBoolean() ? TokenPooling.Mean : TokenPooling.FirstToken,
        Positions = PositionTable.Plain,
    };

    /// <summary>A published size by the authors' entry name, such as <c>vit_base_patch16_224</c>.</summary>
    public static VideoTransformerConfig FullSize(JsonElement config)
    {
        string[] entry = config.GetProperty("entry").GetString()!.Split('_');
        bool large = entry.Contains("large");
        int patch = int.Parse(entry.First(part => part.StartsWith("patch", StringComparison.Ordinal))["patch".Length..]);
        return new()
        {
            ImageSize = config.GetProperty("img").GetInt32(),
            PatchSize = patch,
            Frames = config.GetProperty("frames").GetInt32(),
            TubeletSize = config.GetProperty("tubelet_size").GetInt32(),
            Width = large ? 1024 : 768,
            Depth = large ? 24 : 12,
            Heads = large ? 16 : 12,
            Classes = config.GetProperty("classes").GetInt32(),
            Pooling = config.GetProperty("pooling").GetString() == "mean" ? TokenPooling.Mean : TokenPooling.FirstToken,
        };
    }
}
