using Microsoft.ML.Umt.Alignment;
using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>The VideoMAE baseline (spec umt-single 4.2): the pixels of the hidden tokens from the visible ones, mean squared error.</summary>
internal sealed class PixelReconstructionTask(
    PixelReconstructionTransformer model, ModelPreset preset, ClipNormalization normalization, TokenMasks masks, bool normalizePixels, Device device)
    : ITrainingTask<VideoBatch>
{
    private readonly float[] _mean = [.. preset.Mean];
    private readonly float[] _std = [.. preset.Std];

    public nn.Module Module => model;

    public BatchLoss ComputeLoss(VideoBatch batch, StepContext context)
    {
        if (batch.Count == 0)
            return new BatchLoss(zeros([]), 0);
        var encoder = model.Config.Encoder;
        var clips = normalization.Apply(batch.Clips, device);
        var visible = masks.Draw(batch.Count, attention: null, context.Random, device);
        var hidden = TokenMasking.Hidden(visible, encoder.Tokens);
        var painted = model.call(clips, visible, hidden);
        var pixels = PixelTargets.FromClips(clips, encoder.TubeletSize, encoder.PatchSize, _mean, _std, normalizePixels);
        return new BatchLoss(nn.functional.mse_loss(painted.to(ScalarType.Float32), TokenGather.Take(pixels, hidden)), batch.Count);
    }
}
