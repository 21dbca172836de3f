using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>The loss of one batch.</summary>
/// <param name="Loss">A scalar that can be differentiated, the mean over the batch's samples.</param>
/// <param name="Samples">Number of samples in the batch; 0 when none of its samples could be had, and then the loss is not looked at.</param>
/// <param name="Sums">
/// Further numbers for the progress as scalars on the loss's device, summed over the samples, such as <see cref="MetricNames.Top1"/>: how many were right.
/// Read together with the loss, once a step. Null for none.
/// </param>
internal sealed record BatchLoss(Tensor Loss, int Samples, IReadOnlyDictionary<string, Tensor>? Sums = null);
