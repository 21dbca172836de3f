using Microsoft.ML.Umt.Modeling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Alignment;

/// <summary>CLIP's visual encoder as the teacher. Owns the module.</summary>
internal sealed class ClipTeacher(ClipVisionTransformer module, TeacherStatistics statistics) : IImageTeacher
{
    public int FeatureWidth => module.Config.OutputWidth;

    public void MoveTo(Device device) => module.to(device);

    public (Tensor Features, Tensor ClassAttention) Look(Tensor clips)
    {
        using var noGrad = no_grad();
        using var input = statistics.Apply(clips);
        return module.call(input);
    }

    public void Dispose() => module.Dispose();
}
