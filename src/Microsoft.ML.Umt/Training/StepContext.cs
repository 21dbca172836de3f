namespace Microsoft.ML.Umt.Training;

/// <summary>What a task may know about the moment it is asked for a loss.</summary>
/// <param name="Epoch">Number of the epoch, from 0.</param>
/// <param name="Batch">Number of the batch in the epoch, from 0.</param>
/// <param name="Random">Draws for this batch alone (mixup and the like); they follow from the seed, the epoch and the batch.</param>
internal sealed record StepContext(int Epoch, int Batch, Random Random);
