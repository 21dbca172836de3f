using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// Attention in bfloat16 as matrix product, softmax, matrix product, for CPUs: libtorch's fused kernel is twice as slow in this type.
/// Heads go in groups, so that the scores of a group stay in the cache and memory does not grow with the number of heads.
/// </summary>
internal sealed class ProductAttention : IAttention
{
    // Measured on 1568 tokens: the scores of a group are best at a size that the last level cache holds.
    private const long GroupBytes = 16 << 20;

    public bool ExpectsScaledQuery => true;

    public Tensor Attend(Tensor qkv, int heads)
    {
        var (sequences, tokens, width) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3);
        var group = GroupSize(sequences * heads, tokens);
        using var scope = NewDisposeScope();
        var parts = qkv.view(sequences, tokens, 3, heads, width / heads).permute(2, 0, 3, 1, 4).reshape(3, sequences * heads, tokens, width / heads);
        var attended = new List<Tensor>();
        for (long start = 0; start < sequences * heads; start += group)
        {
            attended.Add(AttendGroup(parts.narrow(1, start, Math.Min(group, sequences * heads - start))));
        }

        var merged = attended.Count == 1 ? attended[0] : cat(attended, 0);
        return merged.view(sequences, heads, tokens, width / heads)
            .transpose(1, 2)
            .reshape(sequences * tokens, width)
            .MoveToOuterDisposeScope();
    }

    private static Tensor AttendGroup(Tensor parts)
    {
        using var scope = NewDisposeScope();
        using var scores = bmm(parts[0], parts[1].transpose(1, 2));
        BFloat16Softmax.ApplyInPlace(scores);
        return bmm(scores, parts[2]).MoveToOuterDisposeScope();
    }

    private static long GroupSize(long matrices, long tokens) =>
        Math.Clamp(GroupBytes / (tokens * tokens * sizeof(ushort)), Math.Min(matrices, get_num_threads()), matrices);
}
