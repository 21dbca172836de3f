using Microsoft.ML.Umt.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Multi-head attention with PyTorch's packed parameters (<c>in_proj_weight</c>, <c>in_proj_bias</c>, <c>out_proj</c>); key bias included.</summary>
internal sealed class ClipAttention : nn.Module<Tensor, Tensor>
{
    internal readonly Parameter in_proj_weight;
    internal readonly Parameter in_proj_bias;
    internal readonly Linear out_proj;
    private readonly int _heads;

    public ClipAttention(int width, int heads)
        : base(nameof(ClipAttention))
    {
        in_proj_weight = OwnParameter.Of(zeros(3L * width, width));
        in_proj_bias = OwnParameter.Of(zeros(3L * width));
        out_proj = nn.Linear(width, width);
        _heads = heads;
        RegisterComponents();
    }

    /// <summary><c>[B, L, W]</c> to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = Project(input);
        return Merge(nn.functional.scaled_dot_product_attention(query, key, value)).MoveToOuterDisposeScope();
    }

    /// <summary>The output and, averaged over the heads, how much the first token attends to each of the others: <c>[B, L - 1]</c>.</summary>
    public (Tensor Output, Tensor ClassAttention) ForwardWithClassAttention(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = Project(input);
        var scaled = query * (1 / Math.Sqrt(query.shape[^1]));
        // Softmax statistics in float32, whatever the weights' type: the mask is drawn from this row.
        var first = TorchGuard.MatMul(scaled.slice(2, 0, 1, 1), key.transpose(-2, -1)).to(ScalarType.Float32).softmax(-1);
        var attention = first.mean([1]).squeeze(1).slice(1, 1, first.shape[^1], 1).contiguous();
        var output = Merge(nn.functional.scaled_dot_product_attention(query, key, value));
        return (output.MoveToOuterDisposeScope(), attention.MoveToOuterDisposeScope());
    }

    private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor input)
    {
        var (batch, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = nn.functional.linear(input, in_proj_weight, in_proj_bias)
            .reshape(batch, tokens, 3, _heads, width / _heads)
            .permute(2, 0, 3, 1, 4)
            .unbind(0);
        return (parts[0], parts[1], parts[2]);
    }

    private Tensor Merge(Tensor heads) =>
        out_proj.call(heads.transpose(1, 2).reshape(heads.shape[0], heads.shape[2], heads.shape[1] * heads.shape[3]));
}
