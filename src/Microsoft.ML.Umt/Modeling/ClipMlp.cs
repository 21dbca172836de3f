using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>CLIP's perceptron: QuickGELU, x · sigmoid(1.702 x), between two linear layers.</summary>
internal sealed class ClipMlp : nn.Module<Tensor, Tensor>
{
    internal readonly Linear c_fc;
    internal readonly Linear c_proj;

    public ClipMlp(int width)
        : base(nameof(ClipMlp))
    {
        c_fc = nn.Linear(width, 4L * width);
        c_proj = nn.Linear(4L * width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = c_fc.call(input);
        return c_proj.call(hidden * (hidden * 1.702).sigmoid()).MoveToOuterDisposeScope();
    }
}
