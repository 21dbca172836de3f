using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Pretraining;

/// <summary>A CLIP visual encoder under the names that others publish it with.</summary>
internal static class ClipLayouts
{
    /// <summary>OpenAI's: beside the text encoder, whose blocks are named like ours; a picture kernel without time.</summary>
    public static Dictionary<string, Tensor> OpenAi(ClipVisionTransformer module)
    {
        var tensors = module.state_dict().ToDictionary(entry => "visual." + entry.Key, entry => entry.Key == "conv1.weight" ? entry.Value.squeeze(2) : entry.Value);
        tensors["transformer.resblocks.0.ln_1.weight"] = ones(3);
        tensors["positional_embedding"] = ones(77, 3);
        tensors["logit_scale"] = ones([]);
        return tensors;
    }

    /// <summary>open_clip's, saved by a data-parallel training; its text encoder has a prefix of its own in newer versions.</summary>
    public static Dictionary<string, Tensor> OpenClip(ClipVisionTransformer module) =>
        OpenAi(module).ToDictionary(entry => "module." + (entry.Key.StartsWith("transformer.", StringComparison.Ordinal) ? "text." : "") + entry.Key, entry => entry.Value);

    /// <summary>timm's: one picture model with the projection as its head; open_clip puts the same behind <c>visual.trunk.</c>.</summary>
    public static Dictionary<string, Tensor> Timm(ClipVisionTransformer module, string trunk = "", string head = "head.")
    {
        var tensors = new Dictionary<string, Tensor> { [head + "bias"] = zeros(module.Config.OutputWidth) };
        foreach (var (name, tensor) in module.state_dict())
        {
            var (key, value) = name switch
            {
                "proj" => (head + "weight", tensor.t()),
                "class_embedding" => (trunk + "cls_token", tensor.view(1, 1, -1)),
                "positional_embedding" => (trunk + "pos_embed", tensor.unsqueeze(0)),
                "conv1.weight" => (trunk + "patch_embed.proj.weight", tensor.squeeze(2)),
                _ => (trunk + TimmName(name), tensor),
            };
            tensors[key] = value;
        }
        return tensors;
    }

    public static Dictionary<string, Tensor> HuggingFace(ClipVisionTransformer module)
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["text_model.final_layer_norm.weight"] = ones(3),
            ["text_projection.weight"] = ones(3, 3),
            ["logit_scale"] = ones([]),
            ["vision_model.embeddings.position_ids"] = arange(17),
        };
        foreach (var (name, tensor) in module.state_dict())
        {
            if (name == "proj")
                tensors["visual_projection.weight"] = tensor.t();
            else if (name.Contains("in_proj_", StringComparison.Ordinal))
                Split(tensors, name, tensor);
            else
                tensors["vision_model." + Rename(name)] = name == "conv1.weight" ? tensor.squeeze(2) : tensor;
        }
        return tensors;
    }

    private static void Split(Dictionary<string, Tensor> tensors, string name, Tensor packed)
    {
        var parts = packed.chunk(3);
        foreach (var (letter, part) in "qkv".Zip(parts))
            tensors["vision_model." + Rename(name).Replace("attn.in_proj_", $"attn.{letter}_proj.", StringComparison.Ordinal)] = part;
    }

    private static string TimmName(string name) => name
        .Replace("transformer.resblocks.", "blocks.", StringComparison.Ordinal)
        .Replace("attn.in_proj_", "attn.qkv.", StringComparison.Ordinal)
        .Replace("attn.out_proj.", "attn.proj.", StringComparison.Ordinal)
        .Replace("ln_pre", "norm_pre", StringComparison.Ordinal)
        .Replace("ln_post", "norm", StringComparison.Ordinal)
        .Replace("ln_", "norm", StringComparison.Ordinal)
        .Replace("mlp.c_fc", "mlp.fc1", StringComparison.Ordinal)
        .Replace("mlp.c_proj", "mlp.fc2", StringComparison.Ordinal);

    private static string Rename(string name) => name switch
    {
        "class_embedding" => "embeddings.class_embedding",
        "positional_embedding" => "embeddings.position_embedding.weight",
        "conv1.weight" => "embeddings.patch_embedding.weight",
        _ => name.Replace("transformer.resblocks.", "encoder.layers.", StringComparison.Ordinal)
            .Replace(".attn.", ".self_attn.", StringComparison.Ordinal)
            .Replace(".ln_", ".layer_norm", StringComparison.Ordinal)
            .Replace("ln_pre", "pre_layrnorm", StringComparison.Ordinal)
            .Replace("ln_post", "post_layernorm", StringComparison.Ordinal)
            .Replace("c_fc", "fc1", StringComparison.Ordinal)
            .Replace("c_proj", "fc2", StringComparison.Ordinal),
    };
}
