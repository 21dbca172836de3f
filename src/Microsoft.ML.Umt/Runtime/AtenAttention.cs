using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Runtime;

/// <summary>Scaled dot product attention with a scale of the caller's choice, which TorchSharp's binding lacks.</summary>
internal static class AtenAttention
{
    /// <summary><c>softmax(query · keyᵀ · scale + mask) · value</c> in libtorch's fused kernel. Differentiable.</summary>
    /// <param name="query"><c>[batch, heads, queries, dim]</c>.</param>
    /// <param name="key"><c>[batch, heads, keys, dim]</c>.</param>
    /// <param name="value"><c>[batch, heads, keys, dim]</c>.</param>
    /// <param name="scale">The factor on the scores; null for <c>1/√dim</c>.</param>
    /// <param name="mask">Added to the scores (or boolean, true = attend), broadcastable to them; null for none.</param>
    /// <returns><c>[batch, heads, queries, dim]</c>.</returns>
    public static Tensor ScaledDotProduct(Tensor query, Tensor key, Tensor value, double? scale = null, Tensor? mask = null)
    {
        var arguments = new AtenArguments(stackalloc ulong[8]);
        arguments.Add(query);
        arguments.Add(key);
        arguments.Add(value);
        arguments.AddOptional(mask);
        arguments.Add(0.0); // dropout
        arguments.Add(false); // is_causal
        arguments.AddOptional(scale);
        arguments.Add(false); // enable_gqa
        return AtenDispatcher.InvokeTensor("aten::scaled_dot_product_attention", "", ref arguments);
    }
}
