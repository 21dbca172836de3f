using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>libtorch's fused attention: the scores never exist as a whole. Best on GPUs and in float32 on CPUs.</summary>
internal sealed class FusedAttention : IAttention
{
    public bool ExpectsScaledQuery => false;

    public Tensor Attend(Tensor qkv, int heads)
    {
        var (sequences, tokens, width) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3);
        using var scope = NewDisposeScope();
        var parts = qkv.view(sequences, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4).unbind(0);
        return nn.functional.scaled_dot_product_attention(parts[0], parts[1], parts[2])
            .transpose(1, 2)
            .reshape(sequences * tokens, width)
            .MoveToOuterDisposeScope();
    }
}
