using Microsoft.ML.Umt.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>Learning class labels from a tensor of inputs: heads on features, or whole networks on normalised clips.</summary>
/// <param name="module">Inputs to logits <c>[B,C]</c>.</param>
/// <param name="labelSmoothing">In [0, 1).</param>
/// <param name="classWeights"><c>[C]</c> on the module's device, or null. Not owned.</param>
internal sealed class ClassificationTask(nn.Module<Tensor, Tensor> module, double labelSmoothing = 0, Tensor? classWeights = null) : ITrainingTask<TensorBatch>
{
    /// <inheritdoc/>
    public nn.Module Module => module;

    /// <inheritdoc/>
    public BatchLoss ComputeLoss(TensorBatch batch, StepContext context)
    {
        var logits = module.call(batch.Inputs);
        var loss = ClassificationLoss.CrossEntropy(logits, batch.Labels, labelSmoothing, classWeights);
        return new BatchLoss(loss, (int)batch.Labels.shape[0], Hits(logits, batch.Labels));
    }

    /// <summary>How many samples have their label among the 1 and the 5 highest logits.</summary>
    public static IReadOnlyDictionary<string, double> Hits(Tensor logits, Tensor labels)
    {
        using var noGrad = no_grad();
        using var onHost = logits.detach().to(ScalarType.Float32).cpu().contiguous();
        using var labelsOnHost = labels.cpu().contiguous();
        var scores = onHost.data<float>().ToArray();
        var classes = (int)logits.shape[1];
        int top1 = 0, top5 = 0, row = 0;
        foreach (var label in labelsOnHost.data<long>())
        {
            var rank = TopK.Rank<float>(scores.AsSpan(row++ * classes, classes), (int)label);
            top1 += rank < 1 ? 1 : 0;
            top5 += rank < 5 ? 1 : 0;
        }
        return new Dictionary<string, double> { [MetricNames.Top1] = top1, [MetricNames.Top5] = top5 };
    }
}
