namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>A checkpoint file cannot be used: it is damaged, of an unknown kind, or holds something that is not loaded for safety.</summary>
public class CheckpointException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="file">Path or name of the file.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public CheckpointException(string message, string? file = null, Exception? inner = null)
        : base(file is null ? message : $"Checkpoint '{file}': {message}", inner)
    {
        File = file;
    }

    /// <summary>Path or name of the file; null where it is not known.</summary>
    public string? File { get; }
}
