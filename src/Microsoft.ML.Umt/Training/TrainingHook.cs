namespace Microsoft.ML.Umt.Training;

/// <summary>Something that happens beside the learning itself: validation, averaging, progress, early stop. Called in the order of the list.</summary>
internal abstract class TrainingHook
{
    /// <summary>Before the first epoch.</summary>
    public virtual void OnTrainingStart(TrainingState state)
    {
    }

    /// <summary>After each optimiser step.</summary>
    public virtual void OnStepEnd(TrainingState state)
    {
    }

    /// <summary>After each epoch.</summary>
    public virtual void OnEpochEnd(TrainingState state, CancellationToken cancellationToken)
    {
    }

    /// <summary>When an exception leaves the training: it was cancelled, a video cannot be read, a callback failed. It goes on afterwards; throw none of your own.</summary>
    public virtual void OnInterrupted(TrainingState state)
    {
    }

    /// <summary>After the last epoch, also when a stop was requested or a cancelled training is to end in good order; not after another exception.</summary>
    public virtual void OnTrainingEnd(TrainingState state)
    {
    }
}
