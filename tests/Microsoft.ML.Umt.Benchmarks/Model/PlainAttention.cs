using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>Attention as a first port writes it: matrix product, softmax, matrix product over all heads at once.</summary>
internal sealed class PlainAttention : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _queryBias;
    private readonly Parameter _valueBias;
    private readonly Linear _qkv;
    private readonly Linear _projection;
    private readonly int _heads;

    public PlainAttention(Modeling.Attention source)
        : base(nameof(PlainAttention))
    {
        _heads = source.Heads;
        _queryBias = new Parameter(source.q_bias!.detach().clone());
        _valueBias = new Parameter(source.v_bias!.detach().clone());
        _qkv = PlainVideoTransformer.Copy(source.qkv);
        _projection = PlainVideoTransformer.Copy(source.proj);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var bias = cat([_queryBias, zeros_like(_valueBias), _valueBias]);
        var qkv = nn.functional.linear(input, _qkv.weight!, bias).reshape(batch, tokens, 3, _heads, -1).permute(2, 0, 3, 1, 4);
        var scores = matmul(qkv[0] * Math.Pow(width / _heads, -0.5), qkv[1].transpose(-2, -1)).softmax(-1);
        return _projection.call(matmul(scores, qkv[2]).transpose(1, 2).reshape(batch, tokens, width));
    }
}
