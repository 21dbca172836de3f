using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Multimodal;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Text;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.VideoText;

/// <summary>Learns which text belongs to which video: the four losses of stage 2 (spec umt-multi 3).</summary>
internal sealed class VideoTextTask(
    VideoTextModel model, VideoTextObjective objective, TextTokenizer tokenizer, int textLength, ClipNormalization normalization, Device device, Action<string> warn)
    : ITrainingTask<MediaBatch<TextedVideo>>
{
    private bool _warned;

    public nn.Module Module => model;

    public BatchLoss ComputeLoss(MediaBatch<TextedVideo> batch, StepContext context)
    {
        if (batch.Count == 0)
            return new BatchLoss(zeros([]), 0);
        var tokens = tokenizer.Encode([.. batch.Items.Select(item => item.Text)], textLength);
        var input = new VideoTextInput(
            normalization.Apply(batch.Clips, device), tokens.IdTensor(CPU), tokens.MaskTensor(CPU), PairIdentities.Of(batch.Items.Select(item => item.Identity)));
        var losses = objective.Compute(input, VideoTextDraws.None, context.Random);
        if (losses.MatchingOutcome == MatchingOutcome.NoWrongPairs && !_warned)
        {
            _warned = true;
            warn("A batch held only one thing, so the matching head had no wrong pair to learn from; such batches teach it nothing. Larger batches help.");
        }
        // Without a gradient there is nothing to learn from this batch.
        return losses.Total.requires_grad ? new BatchLoss(losses.Total, batch.Count, Parts(losses, batch.Count)) : new BatchLoss(losses.Total, 0);
    }

    private static Dictionary<string, Tensor> Parts(VideoTextLosses losses, int samples)
    {
        var parts = new Dictionary<string, Tensor>();
        foreach (var (name, loss) in new[]
        {
            ("alignment", losses.Alignment), ("contrastive", losses.Contrastive), ("matching", losses.Matching), ("masked language", losses.MaskedLanguage),
        })
        {
            if (loss is not null)
                parts.Add(MetricNames.LossPart + name, loss.detach() * samples);
        }
        return parts;
    }
}
