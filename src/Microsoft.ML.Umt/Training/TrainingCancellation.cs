namespace Microsoft.ML.Umt;

/// <summary>What <c>Fit</c> does when it is cancelled. Before the first training step it always throws.</summary>
public enum TrainingCancellation
{
    /// <summary>An <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>The model with the weights of the best validation so far; with the last ones if there was no validation.</summary>
    KeepBest,

    /// <summary>The model with the last weights; their running average, where the options ask for one (<c>AverageDecay</c>).</summary>
    KeepLast,
}
