using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>CLIP's perceptron: QuickGELU, x · sigmoid(1.702 x), or GELU between two linear layers.</summary>
internal sealed class ClipMlp : nn.Module<Tensor, Tensor>
{
    internal readonly Linear c_fc;
    internal readonly Linear c_proj;
    private readonly bool _quick;

    public ClipMlp(int width, bool quick)
        : base(nameof(ClipMlp))
    {
        c_fc = nn.Linear(width, 4L * width);
        c_proj = nn.Linear(4L * width, width);
        _quick = quick;
        RegisterComponents();
    }

    internal bool IsQuick => _quick;

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = c_fc.call(input);
        var activated = _quick ? hidden * (hidden * 1.702).sigmoid() : nn.functional.gelu(hidden);
        return c_proj.call(activated).MoveToOuterDisposeScope();
    }
}
