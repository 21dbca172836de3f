using Microsoft.ML.Umt.Inference;
using Microsoft.ML.Umt.Modeling;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>CLIP's visual encoder as the teacher. Owns the module.</summary>
internal sealed class ClipTeacher(ClipVisionTransformer module, TeacherStatistics statistics) : ImageTeacher(module, statistics)
{
    private readonly ClipVisionTransformer _module = module;

    public override int FeatureWidth => _module.Config.OutputWidth;

    public override double FlopsPerFrame => _module.Config.EstimateFlops();

    protected override TeacherEncoder CreateEncoder(Device device, ScalarType precision) => TeacherEncoder.Of(_module, precision, device);
}
