using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>
/// The yardstick: the same network written plainly (modules, matmul and softmax, one dispose scope around the forward), with the same weights.
/// </summary>
internal sealed class PlainVideoTransformer : nn.Module<Tensor, Tensor>
{
    private readonly Conv3d _patchEmbed;
    private readonly Parameter _positions;
    private readonly ModuleList<PlainBlock> _blocks;
    private readonly LayerNorm _norm;
    private readonly Linear _head;

    public PlainVideoTransformer(VideoTransformer source)
        : base(nameof(PlainVideoTransformer))
    {
        using var noGrad = no_grad();
        var config = source.Config;
        (long, long, long) tubelet = (config.TubeletSize, config.PatchSize, config.PatchSize);
        _patchEmbed = nn.Conv3d(3, config.Width, tubelet, tubelet);
        _patchEmbed.weight!.copy_(source.patch_embed.proj.weight!);
        _patchEmbed.bias!.copy_(source.patch_embed.proj.bias!);
        _positions = new Parameter(source.Positions.detach().clone());
        _blocks = new ModuleList<PlainBlock>([.. source.blocks.Select(block => new PlainBlock(block, config.NormEpsilon))]);
        _norm = Copy(source.FinalNorm, config.NormEpsilon);
        _head = Copy(source.head!);
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var tokens = _patchEmbed.call(input).flatten(2).transpose(1, 2) + _positions;
        foreach (var block in _blocks)
        {
            tokens = block.call(tokens);
        }

        return _head.call(_norm.call(tokens.mean([1]))).MoveToOuterDisposeScope();
    }

    public static Linear Copy(Linear source)
    {
        var copy = nn.Linear(source.weight!.shape[1], source.weight.shape[0], hasBias: source.bias is not null);
        copy.weight!.copy_(source.weight);
        copy.bias?.copy_(source.bias!);
        return copy;
    }

    public static LayerNorm Copy(LayerNorm source, double epsilon)
    {
        var copy = nn.LayerNorm(source.weight!.shape, epsilon);
        copy.weight!.copy_(source.weight);
        copy.bias!.copy_(source.bias!);
        return copy;
    }
}
