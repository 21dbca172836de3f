using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>A pre-norm transformer block: attention and MLP, each on a residual branch with optional layer scale and drop path.</summary>
internal sealed class Block : nn.Module<Tensor, Tensor>
{
    internal readonly Parameter? gamma_1;
    internal readonly Parameter? gamma_2;
    internal readonly LayerNorm norm1;
    internal readonly Attention attn;
    internal readonly LayerNorm norm2;
    internal readonly Mlp mlp;
    private readonly DropPath _dropPath;

    public Block(BlockOptions options, ModuleRandom random)
        : base(nameof(Block))
    {
        if (options.LayerScale > 0)
        {
            gamma_1 = OwnParameter.Of(full(options.Width, options.LayerScale));
            gamma_2 = OwnParameter.Of(full(options.Width, options.LayerScale));
        }
        norm1 = nn.LayerNorm(options.Width, options.NormEpsilon);
        attn = new Attention(options, random);
        norm2 = nn.LayerNorm(options.Width, options.NormEpsilon);
        mlp = new Mlp(options, random);
        _dropPath = new DropPath(options.DropPathRate, random);
        RegisterComponents();
    }

    /// <summary><c>[B, N, D]</c> to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var middle = input + Branch(norm1, attn, gamma_1, input);
        return (middle + Branch(norm2, mlp, gamma_2, middle)).MoveToOuterDisposeScope();
    }

    private Tensor Branch(LayerNorm norm, nn.Module<Tensor, Tensor> inner, Parameter? gamma, Tensor input)
    {
        using var scope = NewDisposeScope();
        var output = inner.call(norm.call(input));
        if (gamma is not null)
            output = gamma * output;
        if (training)
            output = _dropPath.Apply(output);
        return output.MoveToOuterDisposeScope();
    }
}
