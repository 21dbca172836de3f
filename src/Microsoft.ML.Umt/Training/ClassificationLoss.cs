using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The losses of classification (spec umt-single 4.3). Logits are <c>[B,C]</c>; results are scalars.</summary>
internal static class ClassificationLoss
{
    /// <summary>
    /// Cross entropy with class labels: <c>(1 - s) * NLL + s * mean over classes of -log p</c>, averaged over the batch. With class weights each
    /// sample counts by the weight of its class, and the average is over the weights.
    /// </summary>
    /// <param name="logits"><c>[B,C]</c>.</param>
    /// <param name="labels">Class numbers, int64 <c>[B]</c>.</param>
    /// <param name="smoothing">Label smoothing s in [0, 1).</param>
    /// <param name="classWeights">Weights <c>[C]</c>, or null.</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, double smoothing = 0, Tensor? classWeights = null)
    {
        using var scope = NewDisposeScope();
        var logProbabilities = logits.to(ScalarType.Float32).log_softmax(-1);
        var loss = logProbabilities.gather(-1, labels.unsqueeze(-1)).squeeze(-1).neg();
        if (smoothing > 0)
            loss = loss * (1 - smoothing) - logProbabilities.mean([-1]) * smoothing;
        return WeightedMean(loss, classWeights?.index_select(0, labels)).MoveToOuterDisposeScope();
    }

    /// <summary>Cross entropy with a distribution over the classes for each sample, as mixup makes them.</summary>
    /// <param name="logits"><c>[B,C]</c>.</param>
    /// <param name="targets"><c>[B,C]</c>, each row sums to 1.</param>
    /// <param name="classWeights">Weights <c>[C]</c>, or null; a sample weighs what its target says.</param>
    public static Tensor SoftTarget(Tensor logits, Tensor targets, Tensor? classWeights = null)
    {
        using var scope = NewDisposeScope();
        var loss = (logits.to(ScalarType.Float32).log_softmax(-1) * targets).sum(-1).neg();
        var weights = classWeights is null ? null : (targets * classWeights).sum(-1);
        return WeightedMean(loss, weights).MoveToOuterDisposeScope();
    }

    private static Tensor WeightedMean(Tensor loss, Tensor? weights) =>
        weights is null ? loss.mean() : (loss * weights).sum() / weights.sum();
}
