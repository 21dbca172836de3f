using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>From masks of ones and zeros <c>[B, L]</c> (1 is a token, 0 is padding) to what is added to attention scores.</summary>
internal static class BertMasks
{
    private const float Hidden = -10000;

    /// <summary>For attention of a text to itself: 0 or −10000, <c>[B, 1, 1, L]</c>.</summary>
    public static Tensor Padding(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Additive(mask.unsqueeze(1).unsqueeze(1), Hidden).MoveToOuterDisposeScope();
    }

    /// <summary>For a decoder: a token sees itself and what stands before it, padding aside; <c>[B, 1, L, L]</c>.</summary>
    public static Tensor CausalPadding(Tensor mask)
    {
        using var scope = NewDisposeScope();
        var length = mask.shape[1];
        var causal = ones([length, length], ScalarType.Float32, mask.device).tril();
        return Additive(causal * mask.to(ScalarType.Float32).unsqueeze(1).unsqueeze(1), Hidden).MoveToOuterDisposeScope();
    }

    /// <summary>For attention to a memory: 0 or the lowest float32, <c>[B, 1, 1, S]</c>.</summary>
    public static Tensor Memory(Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Additive(mask.unsqueeze(1).unsqueeze(1), float.MinValue).MoveToOuterDisposeScope();
    }

    private static Tensor Additive(Tensor mask, float hidden) => (1 - mask.to(ScalarType.Float32)) * hidden;
}
