namespace Microsoft.ML.Umt;

/// <summary>A file or folder of a <see cref="VideoIndex"/> cannot be used: it is damaged, of another kind or version, or in use.</summary>
public class VideoIndexException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected, what was found and what to do.</param>
    /// <param name="file">Path of the file or folder.</param>
    /// <param name="inner">The cause, if another exception was.</param>
    public VideoIndexException(string message, string? file = null, Exception? inner = null)
        : base(file is null ? message : $"Video index '{file}': {message}", inner)
    {
        File = file;
    }

    /// <summary>Path of the file or folder; null where there is none.</summary>
    public string? File { get; }
}
