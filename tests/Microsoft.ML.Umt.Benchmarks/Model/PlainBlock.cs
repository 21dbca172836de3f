using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Model;

/// <summary>A pre-norm block as a first port writes it.</summary>
internal sealed class PlainBlock : nn.Module<Tensor, Tensor>
{
    private readonly LayerNorm _norm1;
    private readonly PlainAttention _attention;
    private readonly LayerNorm _norm2;
    private readonly Linear _hidden;
    private readonly Linear _output;

    public PlainBlock(Modeling.Block source, double epsilon)
        : base(nameof(PlainBlock))
    {
        _norm1 = PlainVideoTransformer.Copy(source.norm1, epsilon);
        _attention = new PlainAttention(source.attn);
        _norm2 = PlainVideoTransformer.Copy(source.norm2, epsilon);
        _hidden = PlainVideoTransformer.Copy(source.mlp.fc1);
        _output = PlainVideoTransformer.Copy(source.mlp.fc2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        input = input + _attention.call(_norm1.call(input));
        return input + _output.call(nn.functional.gelu(_hidden.call(_norm2.call(input))));
    }
}
