using System.Text.Json;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>The tiny student, its teacher and the pixel-reconstruction baseline as the fixtures' manifest describes them.</summary>
internal static class PretrainingFixture
{
    public const string Case = "pretrain_tiny/case.safetensors";
    public const string PixelCase = "mae_tiny/case.safetensors";

    public static JsonElement Config => FixtureData.Config(Case);

    public static int Visible => Config.GetProperty("visible_per_frame").GetInt32() * Config.GetProperty("temporal_tokens").GetInt32();

    public static MaskedVideoTransformerConfig Student()
    {
        var config = Config.GetProperty("student");
        return new()
        {
            Encoder = Encoder(config),
            AlignedLayers = config.GetProperty("clip_return_layer").GetInt32(),
            LayerInterval = config.GetProperty("clip_student_return_interval").GetDouble(),
            TeacherWidth = config.GetProperty("clip_output_dim").GetInt32(),
            FeatureNorm = Norm(config),
        };
    }

    public static ClipVisionConfig Teacher()
    {
        var config = Config.GetProperty("teacher");
        return new()
        {
            ImageSize = config.GetProperty("input_resolution").GetInt32(),
            PatchSize = config.GetProperty("patch_size").GetInt32(),
            Width = config.GetProperty("width").GetInt32(),
            Depth = config.GetProperty("layers").GetInt32(),
            Heads = config.GetProperty("heads").GetInt32(),
            OutputWidth = config.GetProperty("output_dim").GetInt32(),
            ReturnedLayers = config.GetProperty("clip_return_layer").GetInt32(),
            LayerInterval = config.GetProperty("clip_return_interval").GetDouble(),
            FeatureNorm = Norm(config),
        };
    }

    public static PixelReconstructionConfig Pixels()
    {
        var config = FixtureData.Config(PixelCase);
        return new()
        {
            Encoder = Encoder(config),
            DecoderWidth = config.GetProperty("decoder_embed_dim").GetInt32(),
            DecoderDepth = config.GetProperty("decoder_depth").GetInt32(),
            DecoderHeads = config.GetProperty("decoder_num_heads").GetInt32(),
        };
    }

    public static T Load<T>(T module, string weights) where T : nn.Module
    {
        Assert.Equal(1, CheckpointLoader.Load(module, FixtureData.Path(weights)).LoadedFraction);
        return module;
    }

    /// <summary>The indices of the visible tokens of a mask by the fixtures' hash rule: in each row the tokens with the smallest hashes.</summary>
    public static Tensor HashMaskVisible(string name, int batch, int frames, int patches, int visible)
    {
        int seed = FixtureData.Manifest.Seed;
        var indices = new List<long>();
        for (int row = 0; row < batch * frames; row++)
        {
            var chosen = Enumerable.Range(0, patches)
                .OrderBy(column => FillRule.Hash(name, seed, (uint)((row * patches) + column)))
                .Take(visible)
                .Order();
            indices.AddRange(chosen.Select(column => (long)((row % frames * patches) + column)));
        }
        return tensor(indices.ToArray()).reshape(batch, (long)frames * visible);
    }

    /// <summary>The clips and visible tokens of a step of the reference's trajectory.</summary>
    public static (Tensor Video, Tensor Visible) TrajectoryInputs(int step)
    {
        using var known = SafetensorsFile.Read(FixtureData.Path(Case));
        var shape = known.Tensors["input.video"].shape;
        var config = Config;
        int frames = config.GetProperty("temporal_tokens").GetInt32();
        int patches = config.GetProperty("tokens_per_frame").GetInt32();
        int visible = config.GetProperty("visible_per_frame").GetInt32();
        return (
            FillRule.Input($"input.video.step{step}", shape),
            HashMaskVisible($"input.mask.step{step}", (int)shape[0], frames, patches, visible));
    }

    private static FeatureNorm Norm(JsonElement config) =>
        config.GetProperty("clip_norm_type").GetString() == "l2" ? FeatureNorm.L2 : FeatureNorm.None;

    private static VideoTransformerConfig Encoder(JsonElement config) => new()
    {
        ImageSize = config.GetProperty("img_size").GetInt32(),
        PatchSize = config.GetProperty("patch_size").GetInt32(),
        Frames = config.GetProperty("num_frames").GetInt32(),
        TubeletSize = config.GetProperty("tubelet_size").GetInt32(),
        Width = config.GetProperty("encoder_embed_dim").GetInt32(),
        Depth = config.GetProperty("encoder_depth").GetInt32(),
        Heads = config.GetProperty("encoder_num_heads").GetInt32(),
        MlpRatio = config.GetProperty("mlp_ratio").GetDouble(),
        QkvBias = config.GetProperty("qkv_bias").GetBoolean(),
        LayerScale = config.GetProperty("init_values").GetDouble(),
        Positions = PositionTable.Plain,
    };
}
