using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The end of a post-norm sublayer: linear, dropout, added to the sublayer's input, layer norm.</summary>
internal sealed class BertResidual : nn.Module<Tensor, Tensor, Tensor>
{
    internal readonly Linear dense;
    internal readonly LayerNorm LayerNorm;
    private readonly double _dropRate;
    private readonly ModuleRandom _random;

    public BertResidual(BertConfig config, int inputWidth, ModuleRandom random)
        : base(nameof(BertResidual))
    {
        dense = nn.Linear(inputWidth, config.Width);
        LayerNorm = nn.LayerNorm(config.Width, config.NormEpsilon);
        (_dropRate, _random) = (config.DropRate, random);
        RegisterComponents();
    }

    /// <summary>The sublayer's inner result <c>[B, L, W]</c> and its input <c>[B, L, D]</c> to <c>[B, L, D]</c>.</summary>
    public override Tensor forward(Tensor inner, Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = dense.call(inner);
        if (training && _dropRate > 0)
            output = _random.Dropout(output, _dropRate);
        return LayerNorm.call(output + input).MoveToOuterDisposeScope();
    }
}
