using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Multi-head self-attention over all tokens of a sample.</summary>
internal sealed class Attention : nn.Module<Tensor, Tensor>
{
    internal readonly Parameter? q_bias;
    internal readonly Parameter? v_bias;
    internal readonly Linear qkv;
    internal readonly Linear proj;
    private readonly int _heads;
    private readonly double _attentionDropRate;
    private readonly double _dropRate;
    private readonly ModuleRandom _random;

    public Attention(BlockOptions options, ModuleRandom random)
        : base(nameof(Attention))
    {
        if (options.QkvBias == QkvBiasKind.QueryAndValue)
        {
            q_bias = OwnParameter.Of(zeros(options.Width));
            v_bias = OwnParameter.Of(zeros(options.Width));
        }
        qkv = nn.Linear(options.Width, 3L * options.Width, hasBias: options.QkvBias == QkvBiasKind.Full);
        proj = nn.Linear(options.Width, options.Width);
        _heads = options.Heads;
        _attentionDropRate = options.AttentionDropRate;
        _dropRate = options.DropRate;
        _random = random;
        RegisterComponents();
    }

    internal int Heads => _heads;

    /// <summary>Additions to the projections while adapters are trained, else null. Not owned, and no part of the state dict.</summary>
    internal AttentionAdapter? Adapter { get; set; }

    /// <summary><c>[B, N, D]</c> to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = Project(input)
            .reshape(batch, tokens, 3, _heads, width / _heads)
            .permute(2, 0, 3, 1, 4)
            .unbind(0);
        var merged = Attend(parts[0], parts[1], parts[2]).transpose(1, 2).reshape(batch, tokens, width);
        var output = proj.call(merged);
        output = Adapter?.AddToOutput(merged, output) ?? output;
        if (training && _dropRate > 0)
            output = _random.Dropout(output, _dropRate);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>How much the first token attends to each of the others, averaged over the heads: <c>[B, N - 1]</c> in float32, without dropout.</summary>
    internal Tensor ClassAttention(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = Project(input).reshape(batch, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
        var first = parts[0].narrow(2, 0, 1) * (1 / Math.Sqrt(width / _heads));
        var weights = TorchGuard.MatMul(first, parts[1].transpose(-2, -1)).to(ScalarType.Float32).softmax(-1);
        return weights.mean([1]).squeeze(1).narrow(1, 1, tokens - 1).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The bias of the fused projection as one vector <c>[3 D]</c>, with zeros for the key where it has none; null when there is none.</summary>
    internal Tensor? FusedBias() => q_bias is null ? qkv.bias?.alias() : cat([q_bias, zeros_like(q_bias), v_bias!]);

    private Tensor Project(Tensor input)
    {
        var projected = q_bias is null ? qkv.call(input) : nn.functional.linear(input, qkv.weight!, FusedBias());
        return Adapter?.AddToProjection(input, projected) ?? projected;
    }

    private Tensor Attend(Tensor query, Tensor key, Tensor value)
    {
        // The fused kernel draws its dropout from the global generator, so dropout takes the long way.
        if (!training || _attentionDropRate == 0)
            return nn.functional.scaled_dot_product_attention(query, key, value);
        double scale = 1 / Math.Sqrt(query.shape[^1]);
        var weights = TorchGuard.MatMul(query * scale, key.transpose(-2, -1)).softmax(-1);
        return TorchGuard.MatMul(_random.Dropout(weights, _attentionDropRate), value);
    }
}
