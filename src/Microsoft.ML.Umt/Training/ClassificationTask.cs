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

    /// <summary>How many samples have their label among the 1 and the 5 highest logits, as scalars on the logits' device. Of equal logits the lower class comes first.</summary>
    public static IReadOnlyDictionary<string, Tensor> Hits(Tensor logits, Tensor labels)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var scores = logits.detach().to(ScalarType.Float32);
        var label = labels.unsqueeze(-1);
        var own = scores.gather(-1, label);
        var classes = arange(scores.shape[1], dtype: ScalarType.Int64, device: scores.device);
        var before = (scores > own).logical_or((scores == own).logical_and(classes < label)).sum(-1);
        Tensor Count(int places) => (before < places).to(ScalarType.Float32).sum().MoveToOuterDisposeScope();
        return new Dictionary<string, Tensor> { [MetricNames.Top1] = Count(1), [MetricNames.Top5] = Count(5) };
    }
}
