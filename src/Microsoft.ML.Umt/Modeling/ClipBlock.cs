using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>A pre-norm block of CLIP's visual encoder.</summary>
internal sealed class ClipBlock : nn.Module<Tensor, Tensor>
{
    internal readonly ClipAttention attn;
    internal readonly LayerNorm ln_1;
    internal readonly ClipMlp mlp;
    internal readonly LayerNorm ln_2;

    public ClipBlock(int width, int heads, bool quickGelu)
        : base(nameof(ClipBlock))
    {
        attn = new ClipAttention(width, heads);
        ln_1 = nn.LayerNorm(width, ClipVisionTransformer.NormEpsilon);
        mlp = new ClipMlp(width, quickGelu);
        ln_2 = nn.LayerNorm(width, ClipVisionTransformer.NormEpsilon);
        RegisterComponents();
    }

    /// <summary><c>[B, L, W]</c> to the same shape.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return AddMlp(input + attn.call(ln_1.call(input))).MoveToOuterDisposeScope();
    }

    /// <summary>The output, and the class token's attention <c>[B, L - 1]</c>.</summary>
    public (Tensor Output, Tensor ClassAttention) ForwardWithClassAttention(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (attended, attention) = attn.ForwardWithClassAttention(ln_1.call(input));
        return (AddMlp(input + attended).MoveToOuterDisposeScope(), attention.MoveToOuterDisposeScope());
    }

    private Tensor AddMlp(Tensor middle) => middle + mlp.call(ln_2.call(middle));
}
