using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>
/// Attention in bfloat16 as matrix product, softmax, matrix product, for CPUs: libtorch's fused kernel takes more than three times as long in
/// this type. It goes a few heads at a time, so that the memory for the scores is small and used again while it is still in the cache.
/// </summary>
internal sealed class ProductAttention : IAttention
{
    // Scores that exist at once. Blocks above 32 MB come from glibc as fresh pages every time, which doubles the time of the whole attention.
    private const long ScoreBytes = 16 << 20;

    // Products with fewer rows than this lose speed.
    private const long FewestRows = 768;

    public bool ExpectsScaledQuery => true;

    public Tensor Attend(Tensor qkv, int heads)
    {
        var (sequences, tokens, width) = (qkv.shape[0], qkv.shape[1], qkv.shape[2] / 3);
        var matrices = sequences * heads;
        using var scope = NewDisposeScope();

        // A copy: the products lose more on rows that lie 3 D apart.
        var parts = qkv.view(sequences, tokens, 3, heads, width / heads)
            .permute(2, 0, 3, 1, 4)
            .contiguous()
            .view(3, matrices, tokens, width / heads);
        var group = Math.Clamp(ScoreBytes / (tokens * tokens * sizeof(ushort)), 1, matrices);
        return Join(matrices, group, 0, (start, count) => AttendGroup(parts.narrow(1, start, count)))
            .view(sequences, heads, tokens, width / heads)
            .transpose(1, 2)
            .reshape(sequences * tokens, width)
            .MoveToOuterDisposeScope();
    }

    private static Tensor AttendGroup(Tensor parts)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (parts[0], parts[1].transpose(1, 2), parts[2]);
        var (matrices, tokens) = (query.shape[0], query.shape[1]);
        var rows = Math.Clamp(ScoreBytes / (matrices * tokens * sizeof(ushort)), Math.Min(FewestRows, tokens), tokens);
        return Join(tokens, rows, 1, (start, count) => AttendRows(query.narrow(1, start, count), key, value)).MoveToOuterDisposeScope();
    }

    private static Tensor AttendRows(Tensor query, Tensor key, Tensor value)
    {
        using var scores = bmm(query, key);
        BFloat16Softmax.ApplyInPlace(scores);
        return bmm(scores, value);
    }

    private static Tensor Join(long total, long step, int dimension, Func<long, long, Tensor> part)
    {
        var parts = new List<Tensor>();
        for (long start = 0; start < total; start += step)
        {
            parts.Add(part(start, Math.Min(step, total - start)));
        }

        return parts.Count == 1 ? parts[0] : cat(parts, dimension);
    }
}
