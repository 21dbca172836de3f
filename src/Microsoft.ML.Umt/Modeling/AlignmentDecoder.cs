using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Modeling;

/// <summary>Maps one aligned layer of the student to the teacher's channels: linear, layer norm, optional L2 normalisation.</summary>
internal sealed class AlignmentDecoder : nn.Module<Tensor, Tensor>
{
    internal readonly Linear head;
    internal readonly LayerNorm norm;
    private readonly FeatureNorm _featureNorm;

    public AlignmentDecoder(int width, int teacherWidth, double normEpsilon, FeatureNorm featureNorm)
        : base(nameof(AlignmentDecoder))
    {
        head = nn.Linear(width, teacherWidth);
        norm = nn.LayerNorm(teacherWidth, normEpsilon);
        _featureNorm = featureNorm;
        RegisterComponents();
    }

    /// <summary><c>[B, Nvis, D]</c> to <c>[B, Nvis, C]</c>.</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // Lengths and losses in float32, whatever the products are computed in.
        return FeatureScaling.Apply(norm.call(head.call(input)).to(ScalarType.Float32), _featureNorm).MoveToOuterDisposeScope();
    }
}
