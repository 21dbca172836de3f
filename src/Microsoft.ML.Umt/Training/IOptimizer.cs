namespace Microsoft.ML.Umt.Training;

/// <summary>What the training loop needs of an optimiser.</summary>
internal interface IOptimizer : ICheckpointPart, IDisposable
{
    /// <summary>The parameters it moves.</summary>
    IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>One step from the gradients at hand. Parameters without a gradient stay as they are.</summary>
    /// <param name="learningRate">The step's rate, before the groups' factors.</param>
    /// <param name="weightDecay">Overrides the decay of the groups that decay; null keeps theirs.</param>
    void Step(double learningRate, double? weightDecay = null);

    /// <summary>Forgets the gradients.</summary>
    void ZeroGradients();
}
