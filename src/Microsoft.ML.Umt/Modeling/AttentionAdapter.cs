using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Low-rank additions to the projections of one attention layer: query, value and output. The key stays as it is, as is usual.</summary>
internal sealed class AttentionAdapter : nn.Module
{
    internal readonly LowRankLinear query;
    internal readonly LowRankLinear value;
    internal readonly LowRankLinear output;

    public AttentionAdapter(int width, AdapterOptions options, ModuleRandom random)
        : base(nameof(AttentionAdapter))
    {
        query = new LowRankLinear(width, width, options, random);
        value = new LowRankLinear(width, width, options, random);
        output = new LowRankLinear(width, width, options, random);
        RegisterComponents();
    }

    /// <summary>Adds to the fused projection <c>[B, N, 3 D]</c> of tokens <c>[B, N, D]</c>.</summary>
    public Tensor AddToProjection(Tensor tokens, Tensor projected)
    {
        using var scope = NewDisposeScope();
        var parts = projected.chunk(3, -1);
        return cat([parts[0] + query.call(tokens), parts[1], parts[2] + value.call(tokens)], -1).MoveToOuterDisposeScope();
    }

    /// <summary>Adds to the output projection of merged heads <c>[B, N, D]</c>.</summary>
    public Tensor AddToOutput(Tensor merged, Tensor projected)
    {
        using var scope = NewDisposeScope();
        return (projected + output.call(merged)).MoveToOuterDisposeScope();
    }

    /// <summary>Puts the additions into a layer's weights for good: its fused projection <c>[3 D, D]</c> and its output projection <c>[D, D]</c>.</summary>
    public void MergeInto(Tensor projection, Tensor outputProjection)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var width = outputProjection.shape[0];
        projection.narrow(0, 0, width).add_(query.Weight());
        projection.narrow(0, 2 * width, width).add_(value.Weight());
        outputProjection.add_(output.Weight());
    }
}
