using System.Text.Json;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The image transformer against a real pretrained ViT-Ti/16, and its options.</summary>
public class ImageTransformerTests
{
    private const string Folder = "weights/vit_tiny_patch16_224_augreg";
    private const string Weights = Folder + "/vit_tiny_patch16_224_augreg.safetensors";

    [SharedFact(Weights)]
    public void Real_weights_give_the_golden_output()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var golden = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path(Folder + "/golden.json"))).RootElement;
        var preset = ModelPresets.Get("vit-ti16-augreg");
        using var model = new ImageTransformer(preset.Image!);
        var report = CheckpointLoader.Load(model, SharedData.Path(Weights));
        Assert.Equal(152, report.Loaded.Count);
        Assert.Equal(5_717_416, model.parameters().Sum(parameter => parameter.numel()));
        model.eval();

        var tokens = model.ForwardTokens(Wave());
        var logits = model.call(Wave())[0];

        Check(golden, "cls_norm_first8", tokens[0][0]);
        Check(golden, "patch0_norm_first8", tokens[0][1]);
        Check(golden, "patch195_norm_first8", tokens[0][196]);
        Check(golden, "logits_first8", logits);
        Assert.Equal(golden.GetProperty("top5_index").EnumerateArray().Select(e => e.GetInt64()), logits.topk(5).indexes.data<long>().ToArray());
    }

    [SharedFact(Weights)]
    public void Position_table_is_resized_for_other_picture_sizes()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var model = new ImageTransformer(new ImageTransformerConfig { ImageHeight = 160, ImageWidth = 224, Classes = 0 });
        var report = CheckpointLoader.Load(model, SharedData.Path(Weights));
        Assert.Contains(report.Adapted, finding => finding.Key == "pos_embed");
        Assert.All(report.Unexpected, finding => Assert.True(finding.IsBenign));
        model.eval();
        Assert.Equal([2, 1 + 10 * 14, 192], model.ForwardTokens(zeros(2, 3, 160, 224)).shape);
    }

    [Fact]
    public void State_dict_is_in_timm_s_order()
    {
        using var model = new ImageTransformer(new ImageTransformerConfig { ImageSize = 32, Width = 24, Depth = 1, Classes = 5 }, seed: 3);
        string[] keys = [.. model.state_dict().Keys];
        Assert.Equal(["cls_token", "pos_embed", "patch_embed.proj.weight", "patch_embed.proj.bias", "blocks.0.norm1.weight"], keys[..5]);
        Assert.Contains("blocks.0.attn.qkv.bias", keys);
        Assert.Equal(["norm.weight", "norm.bias", "head.weight", "head.bias"], keys[^4..]);
    }

    [Fact]
    public void Wrong_shapes_are_named()
    {
        using var scope = NewDisposeScope();
        using var model = new ImageTransformer(new ImageTransformerConfig { ImageSize = 32, Width = 24, Depth = 1 });
        var error = Assert.Throws<ArgumentException>(() => model.call(zeros(1, 3, 48, 32)));
        Assert.Contains("[B, 3, 32, 32]", error.Message);
        Assert.Contains("[1, 3, 48, 32]", error.Message);
    }

    private static Tensor Wave()
    {
        var values = new float[3 * 224 * 224];
        for (int c = 0; c < 3; c++)
        {
            for (int h = 0; h < 224; h++)
            {
                for (int w = 0; w < 224; w++)
                    values[(c * 224 + h) * 224 + w] = (float)(Math.Sin(0.05 * h + 0.7 * c) * Math.Cos(0.08 * w - 0.3 * c));
            }
        }
        return tensor(values, [1, 3, 224, 224]);
    }

    private static void Check(JsonElement golden, string name, Tensor found)
    {
        float[] expected = [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
        Near.Equal(tensor(expected), found.narrow(0, 0, expected.Length), 1e-4, name);
    }
}
