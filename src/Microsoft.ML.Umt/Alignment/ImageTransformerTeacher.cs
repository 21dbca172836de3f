using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>
/// A class-token image transformer of timm's layout (DeiT, DINO, augreg) as the teacher: no norm before the blocks and no projection behind them; the
/// final norm on every returned layer. Owns the module.
/// </summary>
internal sealed class ImageTransformerTeacher(ImageTransformer module, int layers, double interval, FeatureNorm norm, TeacherStatistics statistics)
    : ImageTeacher(module, statistics)
{
    private readonly ImageTransformer _module = module;
    private readonly int[] _layers = LayerSelection.Last(module.Config.Depth, layers, interval);

    public override int FeatureWidth => _module.Config.Width;

    public override double FlopsPerFrame => _module.Config.EstimateFlops();

    protected override TeacherEncoder CreateEncoder(Device device, ScalarType precision) =>
        TeacherEncoder.Of(_module, _layers, norm, precision, device);
}
