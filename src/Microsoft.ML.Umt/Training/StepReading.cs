namespace Microsoft.ML.Umt.Training;

/// <summary>The numbers of one optimiser step, on the host.</summary>
/// <param name="GradientNorm">L2 norm of the gradients as they lie, before any factor.</param>
/// <param name="Batches">Mean loss, number of samples and further sums of each batch.</param>
internal sealed record StepReading(double GradientNorm, IReadOnlyList<(double Loss, int Samples, IReadOnlyDictionary<string, double>? Sums)> Batches)
{
    /// <summary>Mean loss over the samples of the step.</summary>
    public double Loss => Batches.Sum(batch => batch.Loss * batch.Samples) / Batches.Sum(batch => batch.Samples);

    /// <summary>Whether every batch's loss is a finite number.</summary>
    public bool IsLossFinite => Batches.All(batch => double.IsFinite(batch.Loss));
}
