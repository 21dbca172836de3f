using System.Text.Json;
using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.VideoText;

/// <summary>The tiny video-text and question-answering models of the reference: configurations from the manifest, weights by the fill rule.</summary>
internal static class MultiFixture
{
    public const string Case = "multi_tiny/umt.case.safetensors", Gradients = "multi_tiny/umt.grads.safetensors", Weights = "multi_tiny/umt.weights.safetensors";
    public const string QuestionCase = "multi_tiny/qa.case.safetensors", QuestionGradients = "multi_tiny/qa.grads.safetensors", QuestionWeights = "multi_tiny/qa.weights.safetensors";

    public static JsonElement Config => FixtureData.Config(Case);

    public static JsonElement QuestionConfig => FixtureData.Config(QuestionCase);

    public static VideoTextConfig Pretraining()
    {
        var config = Config;
        return Towers(config) with
        {
            EmbeddingWidth = config.GetProperty("embed_dim").GetInt32(),
            Temperature = config.GetProperty("temp").GetDouble(),
        };
    }

    public static VideoTextConfig QuestionAnswering() => Towers(QuestionConfig);

    public static ClipVisionConfig Teacher()
    {
        var clip = Config.GetProperty("clip");
        return new()
        {
            ImageSize = clip.GetProperty("input_resolution").GetInt32(),
            PatchSize = clip.GetProperty("patch_size").GetInt32(),
            Width = clip.GetProperty("width").GetInt32(),
            Depth = clip.GetProperty("layers").GetInt32(),
            Heads = clip.GetProperty("heads").GetInt32(),
            OutputWidth = clip.GetProperty("output_dim").GetInt32(),
            ReturnedLayers = clip.GetProperty("clip_return_layer").GetInt32(),
            LayerInterval = clip.GetProperty("clip_return_interval").GetDouble(),
            FeatureNorm = FeatureNorm.None,
        };
    }

    /// <summary>The model with the fixture's weights, in evaluation mode.</summary>
    public static VideoTextModel Model(VideoTextConfig? config = null) => Fill(new VideoTextModel(config ?? Pretraining(), seed: 1));

    public static QuestionAnsweringModel QuestionModel() => Fill(new QuestionAnsweringModel(QuestionAnswering(), seed: 1));

    public static ClipTeacher LoadTeacher() => new(Fill(new ClipVisionTransformer(Teacher()), "clip_teacher."), TeacherStatistics.AsStudent);

    /// <summary>Clips as the model takes them, <c>[B, 3, T, H, W]</c>, of clips as the fixtures have them, frames before channels.</summary>
    public static Tensor Clips(Tensor frames) => frames.transpose(1, 2).contiguous();

    public static TModule Fill<TModule>(TModule module, string prefix = "") where TModule : nn.Module
    {
        using var _ = no_grad();
        foreach (var (name, target) in module.state_dict())
        {
            if (TiedNames.IsSecond(name) || !target.is_floating_point())
                continue;
            using var value = FillRule.Weights(prefix + name, target.shape);
            target.copy_(value);
        }
        module.eval();
        return module;
    }

    private static VideoTextConfig Towers(JsonElement config)
    {
        var (vision, bert, ids) = (config.GetProperty("vision"), config.GetProperty("bert"), config.GetProperty("special_token_ids"));
        var frames = vision.GetProperty("ckpt_num_frame").GetInt32();
        return new()
        {
            Vision = new()
            {
                ImageSize = vision.GetProperty("img_size").GetInt32(),
                PatchSize = vision.GetProperty("patch_size").GetInt32(),
                Frames = vision.GetProperty("frames").GetInt32(),
                TubeletSize = vision.GetProperty("tubelet_size").GetInt32(),
                Width = vision.GetProperty("d").GetInt32(),
                Depth = vision.GetProperty("depth").GetInt32(),
                Heads = vision.GetProperty("heads").GetInt32(),
                MlpRatio = Number(vision, "mlp_ratio", 4),
                QkvBias = !vision.TryGetProperty("qkv_bias", out var bias) || bias.GetBoolean(),
                NormEpsilon = Number(vision, "norm_eps", 1e-6),
                Positions = PositionTable.Plain,
            },
            PositionFrames = frames < 0 ? null : frames,
            KeepTemporal = !vision.TryGetProperty("keep_temporal", out var keep) || keep.GetBoolean(),
            AlignedLayers = vision.GetProperty("K").GetInt32(),
            LayerInterval = vision.GetProperty("interval").GetDouble(),
            TeacherWidth = vision.GetProperty("clip_out").GetInt32(),
            DecoderNormEpsilon = Number(vision, "decoder_norm_eps", 1e-5),
            Text = new()
            {
                VocabularySize = bert.GetProperty("vocab_size").GetInt32(),
                Width = bert.GetProperty("hidden_size").GetInt32(),
                Depth = bert.GetProperty("num_hidden_layers").GetInt32(),
                Heads = bert.GetProperty("num_attention_heads").GetInt32(),
                HiddenWidth = bert.GetProperty("intermediate_size").GetInt32(),
                MaxTokens = bert.GetProperty("max_position_embeddings").GetInt32(),
                TokenTypes = bert.GetProperty("type_vocab_size").GetInt32(),
                FusionLayer = bert.GetProperty("fusion_layer").GetInt32(),
                NormEpsilon = Number(bert, "layer_norm_eps", 1e-12),
                PadId = ids.GetProperty("pad").GetInt32(),
                UnknownId = ids.GetProperty("unk").GetInt32(),
                StartId = ids.GetProperty("cls").GetInt32(),
                EndId = ids.GetProperty("sep").GetInt32(),
                MaskId = ids.GetProperty("mask").GetInt32(),
            },
        };
    }

    private static double Number(JsonElement config, string name, double fallback) =>
        config.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;
}
