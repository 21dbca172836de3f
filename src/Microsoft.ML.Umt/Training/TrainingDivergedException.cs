namespace Microsoft.ML.Umt;

/// <summary>A training was ended because its loss or gradients were not finite many times in a row.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>Creates the exception with a message that says what to change.</summary>
    public TrainingDivergedException(string message) : base(message)
    {
    }
}
