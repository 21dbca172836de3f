namespace Microsoft.ML.Umt;

/// <summary>A native library or device that the models need is absent or does not load. The message is one sentence: what is missing and the fix.</summary>
public sealed class UmtNativeLibraryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing and what to do about it.</param>
    public UmtNativeLibraryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with the loader's own error beneath it.</summary>
    /// <param name="message">What is missing and what to do about it.</param>
    /// <param name="innerException">What the operating system or TorchSharp said.</param>
    public UmtNativeLibraryException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
