using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// What is being learned: a module and the loss of a batch. The engine knows nothing else about the task, and the task nothing about where
/// batches come from.
/// </summary>
/// <typeparam name="TBatch">The kind of batch that the task understands.</typeparam>
internal interface ITrainingTask<in TBatch>
{
    /// <summary>The module whose training mode the engine switches on before each epoch.</summary>
    nn.Module Module { get; }

    /// <summary>
    /// Computes the loss. Called inside a dispose scope on the training thread; it must not call <c>backward</c>.
    /// </summary>
    BatchLoss ComputeLoss(TBatch batch, StepContext context);
}
