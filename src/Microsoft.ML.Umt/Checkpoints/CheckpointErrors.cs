using System.Runtime.InteropServices;

namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Turns whatever goes wrong while a file is read into a <see cref="CheckpointException"/> that names the file.</summary>
internal static class CheckpointErrors
{
    public static Exception Name(Exception error, string file) => error switch
    {
        CheckpointException { File: not null } => error,
        CheckpointException => new CheckpointException(error.Message, file, error),
        EndOfStreamException => new CheckpointException("The file ends too early; it is cut short.", file, error),
        InvalidDataException => new CheckpointException($"The zip archive is damaged or cut short ({error.Message})", file, error),
        NotSupportedException => new CheckpointException($"The zip archive uses a feature that is not supported ({error.Message})", file, error),
        ExternalException => new CheckpointException($"A tensor could not be made ({error.Message.Split('\n')[0]})", file, error),
        _ => error,
    };
}
