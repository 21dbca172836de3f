using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using Microsoft.ML.Umt.VideoText;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>The library's training pass without the tokenizer, which takes no time beside it.</summary>
internal sealed class VideoTextStepTask(VideoTextModel model, VideoTextObjective objective, ClipNormalization normalization, Device device, Action started)
    : ITrainingTask<VideoTextStepBatch>
{
    public nn.Module Module => model;

    public BatchLoss ComputeLoss(VideoTextStepBatch batch, StepContext context)
    {
        started();
        var clips = normalization.Apply(batch.Clips, device);
        var input = new VideoTextInput(clips, batch.Ids, batch.Mask, PairIdentities.AllDifferent(batch.Count));
        return new BatchLoss(objective.Compute(input, VideoTextDraws.None, context.Random).Total, batch.Count);
    }
}
