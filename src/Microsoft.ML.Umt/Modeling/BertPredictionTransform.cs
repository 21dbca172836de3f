using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>What stands before the word scores: linear, exact GELU, layer norm.</summary>
internal sealed class BertPredictionTransform : nn.Module<Tensor, Tensor>
{
    internal readonly Linear dense;
    internal readonly LayerNorm LayerNorm;

    public BertPredictionTransform(BertConfig config)
        : base(nameof(BertPredictionTransform))
    {
        dense = nn.Linear(config.Width, config.Width);
        LayerNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return LayerNorm.call(nn.functional.gelu(dense.call(input))).MoveToOuterDisposeScope();
    }
}
