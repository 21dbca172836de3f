namespace Microsoft.ML.Umt;

/// <summary>A training was ended because its loss or gradients were not finite many times in a row.</summary>
public sealed class TrainingDivergedException : InvalidOperationException
{
    /// <summary>Creates the exception with a message that says what to change.</summary>
    /// <param name="message">What happened and what to change.</param>
    /// <param name="reportPath">The file with what was seen, or null.</param>
    public TrainingDivergedException(string message, string? reportPath = null)
        : base(message)
    {
        ReportPath = reportPath;
    }

    /// <summary>
    /// A JSON file in the workspace folder: steps, learning rates, losses and rows that were left out, statistics of inputs, parameters and gradients. Null
    /// without a workspace folder.
    /// </summary>
    public string? ReportPath { get; }
}
