using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>The unmasked teacher (spec umt-single 3 and 4.1): the student sees a few tokens and is to give the teacher's features there.</summary>
internal sealed class AlignmentTask(
    MaskedVideoTransformer student, IImageTeacher teacher, ClipNormalization normalization, TokenMasks masks, AlignmentLossKind loss, double ratio, Device device)
    : ITrainingTask<VideoBatch>
{
    public nn.Module Module => student;

    public BatchLoss ComputeLoss(VideoBatch batch, StepContext context)
    {
        if (batch.Count == 0)
            return new BatchLoss(zeros([]), 0);
        var clips = normalization.Apply(batch.Clips, device);
        var frames = TeacherFrames.Of(clips, student.Config.Encoder.TubeletSize);
        var (features, visible) = teacher.Look(frames, attention => masks.Draw(batch.Count, attention, context.Random, device));
        var aligned = AlignmentLoss.Compute(student.call(clips, visible), features, loss);
        return new BatchLoss(ratio == 1 ? aligned : aligned * ratio, batch.Count);
    }
}
