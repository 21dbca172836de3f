using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>The two-layer perceptron of a block, with the exact (erf) GELU between and dropout at the end only.</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    internal readonly Linear fc1;
    internal readonly Linear fc2;
    private readonly double _dropRate;
    private readonly ModuleRandom _random;

    public Mlp(BlockOptions options, ModuleRandom random)
        : base(nameof(Mlp))
    {
        fc1 = nn.Linear(options.Width, options.HiddenWidth);
        fc2 = nn.Linear(options.HiddenWidth, options.Width);
        _dropRate = options.DropRate;
        _random = random;
        RegisterComponents();
    }

    /// <summary><c>[B, N, D]</c> to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = nn.functional.gelu(fc1.call(input));
        var output = fc2.call(hidden);
        if (training && _dropRate > 0)
            output = _random.Dropout(output, _dropRate);
        return output.MoveToOuterDisposeScope();
    }
}
