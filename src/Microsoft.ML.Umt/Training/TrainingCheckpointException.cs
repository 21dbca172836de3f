namespace Microsoft.ML.Umt;

/// <summary>A training checkpoint cannot be written or read. Checkpoints that were written before are never harmed.</summary>
public sealed class TrainingCheckpointException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What failed and what to do.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public TrainingCheckpointException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
