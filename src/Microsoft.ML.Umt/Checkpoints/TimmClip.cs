using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>From timm's names of CLIP's visual encoder (<c>vit_base_patch16_clip_224</c> and its like; open_clip's <c>visual.trunk.*</c>) to OpenAI's.</summary>
internal static class TimmClip
{
    private const string Trunk = "trunk.", Sign = "norm_pre.weight", Blocks = "blocks.";

    private static readonly (string Theirs, string Ours)[] Prefixes =
    [
        ("patch_embed.proj.", "conv1."),
        ("norm_pre.", "ln_pre."),
        ("norm.", "ln_post."),
    ];

    private static readonly (string Theirs, string Ours)[] InBlock =
    [
        ("norm1.", "ln_1."),
        ("norm2.", "ln_2."),
        ("attn.qkv.", "attn.in_proj_"),
        ("attn.proj.", "attn.out_proj."),
        ("mlp.fc1.", "mlp.c_fc."),
        ("mlp.fc2.", "mlp.c_proj."),
    ];

    public static void Apply(LoadPlan plan)
    {
        if (!plan.Source.ContainsKey(Sign) && !plan.Source.ContainsKey(Trunk + Sign))
            return;
        var theirs = plan.Source.ToDictionary(entry => entry.Key.StartsWith(Trunk, StringComparison.Ordinal) ? entry.Key[Trunk.Length..] : entry.Key, entry => entry.Value);
        plan.Source.Clear();
        foreach (var (key, tensor) in theirs)
        {
            switch (key)
            {
                case "cls_token":
                    plan.Source.Add("class_embedding", tensor.flatten());
                    break;
                case "pos_embed":
                    plan.Source.Add("positional_embedding", tensor.flatten(0, 1));
                    break;
                // The projection is timm's head, or one of open_clip's behind the trunk. A linear layer keeps its matrix transposed against a plain product.
                case "head.weight" or "head.proj.weight":
                    plan.Source.Add("proj", tensor.t());
                    break;
                case "head.bias" or "head.proj.bias" when IsZero(tensor):
                    plan.Adapted.Add(new CheckpointFinding(key, "a bias of zeros was left out") { FoundShape = tensor.shape });
                    break;
                default:
                    plan.Source.Add(Name(key), tensor);
                    break;
            }
        }
    }

    private static string Name(string key)
    {
        if (key.StartsWith(Blocks, StringComparison.Ordinal) && key.IndexOf('.', Blocks.Length) is > 0 and var dot)
        {
            var rest = key[(dot + 1)..];
            var known = InBlock.FirstOrDefault(pair => rest.StartsWith(pair.Theirs, StringComparison.Ordinal));
            return known.Ours is null ? key : $"transformer.resblocks.{key[Blocks.Length..dot]}.{known.Ours}{rest[known.Theirs.Length..]}";
        }
        var prefix = Prefixes.FirstOrDefault(pair => key.StartsWith(pair.Theirs, StringComparison.Ordinal));
        return prefix.Ours is null ? key : prefix.Ours + key[prefix.Theirs.Length..];
    }

    private static bool IsZero(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return !tensor.any().item<bool>();
    }
}
