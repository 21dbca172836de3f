using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Multi-head attention with separate query, key and value layers. Keys and values may come from states of another width.</summary>
internal sealed class BertSelfAttention : nn.Module
{
    internal readonly Linear query;
    internal readonly Linear key;
    internal readonly Linear value;
    private readonly int _heads;
    private readonly double _dropRate;
    private readonly ModuleRandom _random;

    public BertSelfAttention(BertConfig config, int memoryWidth, ModuleRandom random)
        : base(nameof(BertSelfAttention))
    {
        query = nn.Linear(config.Width, config.Width);
        key = nn.Linear(memoryWidth, config.Width);
        value = nn.Linear(memoryWidth, config.Width);
        (_heads, _dropRate, _random) = (config.Heads, config.AttentionDropRate, random);
        RegisterComponents();
    }

    /// <summary>Keys and values of states <c>[B, S, W]</c>.</summary>
    public AttentionMemory Remember(Tensor states)
    {
        using var scope = NewDisposeScope();
        return new AttentionMemory(Split(key.call(states)), Split(value.call(states))).MoveToOuterDisposeScope();
    }

    /// <summary>States <c>[B, L, D]</c> attend to a memory under an additive mask (null for none); the result is <c>[B, L, D]</c>.</summary>
    public Tensor Attend(Tensor states, AttentionMemory memory, Tensor? mask)
    {
        using var scope = NewDisposeScope();
        var attended = Attend(Split(query.call(states)), memory.Keys, memory.Values, mask);
        return attended.transpose(1, 2).reshape(states.shape).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor queries, Tensor keys, Tensor values, Tensor? mask)
    {
        // The fused kernel draws its dropout from the global generator, so dropout takes the long way.
        if (!training || _dropRate == 0)
            return nn.functional.scaled_dot_product_attention(queries, keys, values, attn_mask: mask?.to(queries.dtype));
        var scores = TorchGuard.MatMul(queries, keys.transpose(-2, -1)) / Math.Sqrt(queries.shape[^1]);
        var weights = (mask is null ? scores : scores + mask).softmax(-1);
        return TorchGuard.MatMul(_random.Dropout(weights, _dropRate).to(values.dtype), values);
    }

    private Tensor Split(Tensor projected) =>
        projected.reshape(projected.shape[0], projected.shape[1], _heads, projected.shape[2] / _heads).transpose(1, 2);
}
