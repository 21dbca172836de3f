using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>From the names of Hugging Face's <c>CLIPModel</c> and <c>CLIPVisionModelWithProjection</c> to OpenAI's.</summary>
internal static class HuggingFaceClip
{
    private const string Vision = "vision_model.", Layers = "encoder.layers.", Blocks = "transformer.resblocks.";

    private static readonly (string Theirs, string Ours)[] Whole =
    [
        ("embeddings.class_embedding", "class_embedding"),
        ("embeddings.patch_embedding.weight", "conv1.weight"),
        ("embeddings.position_embedding.weight", "positional_embedding"),
        ("pre_layrnorm.weight", "ln_pre.weight"),
        ("pre_layrnorm.bias", "ln_pre.bias"),
        ("post_layernorm.weight", "ln_post.weight"),
        ("post_layernorm.bias", "ln_post.bias"),
    ];

    private static readonly (string Theirs, string Ours)[] InBlock =
    [
        ("self_attn.out_proj.", "attn.out_proj."),
        ("layer_norm1.", "ln_1."),
        ("layer_norm2.", "ln_2."),
        ("mlp.fc1.", "mlp.c_fc."),
        ("mlp.fc2.", "mlp.c_proj."),
    ];

    public static void Apply(LoadPlan plan)
    {
        if (!plan.SourceHasPrefix(Vision))
            return;
        var theirs = plan.Source.ToDictionary();
        plan.Source.Clear();
        foreach (var (key, tensor) in theirs)
        {
            if (Name(key) is { } name)
                plan.Source.Add(name, tensor);
        }
        // A linear layer keeps its matrix transposed against a plain product.
        if (theirs.TryGetValue("visual_projection.weight", out var projection))
            plan.Source["proj"] = projection.t();
        foreach (var key in theirs.Keys.Where(key => key.Contains(".self_attn.q_proj.", StringComparison.Ordinal) && key.StartsWith(Vision + Layers, StringComparison.Ordinal)))
            Fuse(plan, theirs, key);
    }

    private static string? Name(string key)
    {
        if (!key.StartsWith(Vision, StringComparison.Ordinal))
            return null;
        var name = key[Vision.Length..];
        if (Whole.FirstOrDefault(pair => pair.Theirs == name).Ours is { } whole)
            return whole;
        if (!name.StartsWith(Layers, StringComparison.Ordinal) || name.IndexOf('.', Layers.Length) is not (> 0 and var dot))
            return null;
        var (number, rest) = (name[Layers.Length..dot], name[(dot + 1)..]);
        var known = InBlock.FirstOrDefault(pair => rest.StartsWith(pair.Theirs, StringComparison.Ordinal));
        return known.Ours is null ? null : $"{Blocks}{number}.{known.Ours}{rest[known.Theirs.Length..]}";
    }

    /// <summary>Query, key and value, which are separate there, as one packed tensor.</summary>
    private static void Fuse(LoadPlan plan, Dictionary<string, Tensor> theirs, string query)
    {
        var start = Vision.Length + Layers.Length;
        var number = query[start..query.IndexOf('.', start)];
        var kind = query[(query.LastIndexOf('.') + 1)..];
        Tensor Part(string letter) => theirs[query.Replace(".q_proj.", $".{letter}_proj.", StringComparison.Ordinal)];
        plan.Adapt($"{Blocks}{number}.attn.in_proj_{kind}", cat([Part("q"), Part("k"), Part("v")]), "query, key and value were packed");
    }
}
