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
    // 64 MB in a block.
    private const long MostWeights = 32 << 20;

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
        bool drops = training && _attentionDropRate > 0;
        if (!drops && !IsFasterAsProducts(query))
            return nn.functional.scaled_dot_product_attention(query, key, value);
        double scale = 1 / Math.Sqrt(query.shape[^1]);
        var weights = TorchGuard.MatMul(query * scale, key.transpose(-2, -1)).softmax(-1);
        return TorchGuard.MatMul(drops ? _random.Dropout(weights, _attentionDropRate) : weights, value);
    }

    /// <summary>
    /// On CPUs in bfloat16, libtorch's fused kernel and its backward pass take three times as long as plain products. Those keep the weights of all pairs of
    /// tokens, though, so they serve the few tokens of pretraining and not the many of finetuning.
    /// </summary>
    private static bool IsFasterAsProducts(Tensor query) =>
        query.dtype == ScalarType.BFloat16 && query.device_type == DeviceType.CPU
        && query.shape[0] * query.shape[1] * query.shape[2] * query.shape[2] <= MostWeights;
}
