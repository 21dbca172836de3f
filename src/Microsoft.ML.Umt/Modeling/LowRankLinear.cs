using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>
/// A low-rank addition to a linear layer that stays as it is (LoRA, arXiv 2106.09685): <c>scale * B A x</c> with A <c>[r, in]</c> drawn from a normal
/// distribution and B <c>[out, r]</c> zero, so that training starts at the layer's own output.
/// </summary>
internal sealed class LowRankLinear : nn.Module<Tensor, Tensor>
{
    internal readonly Parameter down;
    internal readonly Parameter up;
    private readonly double _scale;
    private readonly double _dropRate;
    private readonly ModuleRandom _random;

    public LowRankLinear(int inputs, int outputs, AdapterOptions options, ModuleRandom random)
        : base(nameof(LowRankLinear))
    {
        using var scope = NewDisposeScope();
        var values = empty(options.Rank, inputs);
        // Variance 1 / in keeps the size of what goes through, whatever the rank.
        random.Normal(values, 1 / Math.Sqrt(inputs));
        down = OwnParameter.Of(values);
        up = OwnParameter.Of(zeros(outputs, options.Rank));
        (_scale, _dropRate, _random) = (options.Alpha / options.Rank, options.DropRate, random);
        RegisterComponents();
    }

    /// <summary>The addition for inputs <c>[..., in]</c>: <c>[..., out]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var seen = training && _dropRate > 0 ? _random.Dropout(input, _dropRate) : input;
        var inner = nn.functional.linear(seen, down);
        return (nn.functional.linear(inner, up) * _scale).MoveToOuterDisposeScope();
    }

    /// <summary>What the addition is as a weight: <c>scale * B A</c>, <c>[out, in]</c>.</summary>
    public Tensor Weight()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return (up.mm(down) * _scale).MoveToOuterDisposeScope();
    }
}
