namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>
/// Splits a fused <c>attn.qkv.bias</c>, as some exports write it, into <c>q_bias</c> and <c>v_bias</c>. The key's part is left out without loss: it adds
/// the same number to every logit of a query, which softmax ignores.
/// </summary>
internal static class FusedQkvBias
{
    private const string Fused = ".attn.qkv.bias";

    public static void Apply(LoadPlan plan)
    {
        foreach (var key in plan.Source.Keys.Where(key => key.EndsWith(Fused, StringComparison.Ordinal)).ToList())
        {
            string stem = key[..^Fused.Length] + ".attn.";
            var bias = plan.Source[key];
            if (plan.Target.ContainsKey(key) || !plan.Target.ContainsKey(stem + "q_bias") || bias.Dimensions != 1 || bias.shape[0] % 3 != 0)
                continue;
            long width = bias.shape[0] / 3;
            plan.Adapt(stem + "q_bias", bias.narrow(0, 0, width), "taken from the fused bias");
            plan.Adapt(stem + "v_bias", bias.narrow(0, 2 * width, width), "taken from the fused bias");
            plan.Source.Remove(key);
        }
    }
}
