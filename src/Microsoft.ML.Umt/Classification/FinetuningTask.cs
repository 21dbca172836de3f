using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>The loss of finetuning (spec umt-single 4.3): clips are uploaded as bytes, normalised and mixed on the device.</summary>
internal sealed class FinetuningTask(
    nn.Module<Tensor, Tensor> module, int classes, Device device, ClipNormalization normalization, double labelSmoothing, BatchMixOptions mixing, Tensor? classWeights)
    : ITrainingTask<ClipTrainingBatch>
{
    private readonly BatchMix _mix = new(mixing);

    public nn.Module Module => module;

    public BatchLoss ComputeLoss(ClipTrainingBatch batch, StepContext context)
    {
        if (batch.Labels.shape[0] == 0)
            return new BatchLoss(zeros([]), 0);
        var clips = normalization.Apply(batch.Clips, device);
        // The clips of a video stand side by side, and all have its label.
        var labels = batch.Labels.repeat_interleave(batch.Clips.shape[1]).to(device);
        var count = (int)labels.shape[0];
        if (!mixing.IsActive)
        {
            var plain = module.call(clips);
            return new BatchLoss(ClassificationLoss.CrossEntropy(plain, labels, labelSmoothing, classWeights), count, ClassificationTask.Hits(plain, labels));
        }
        var draws = _mix.Draw(count, new FrameSize((int)clips.shape[^2], (int)clips.shape[^1]), context.Random);
        var targets = _mix.MixTargets(labels, classes, draws);
        var logits = module.call(BatchMix.MixClips(clips, draws));
        // Accuracy means nothing for blended labels, so none is reported.
        return new BatchLoss(ClassificationLoss.SoftTarget(logits, targets, classWeights), count);
    }
}
