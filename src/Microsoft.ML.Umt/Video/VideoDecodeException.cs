namespace Microsoft.ML.Umt;

/// <summary>A video cannot be read; the message names the video, what was expected and what was found.</summary>
public sealed class VideoDecodeException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="videoName">The <see cref="MLVideo.Name"/>.</param>
    /// <param name="error">The kind of failure.</param>
    /// <param name="reason">What is wrong and what to do, without the name.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public VideoDecodeException(string videoName, VideoDecodeError error, string reason, Exception? innerException = null)
        : base($"Cannot read the video '{videoName}': {reason}", innerException)
    {
        VideoName = videoName;
        Error = error;
        Reason = reason;
    }

    /// <summary>The <see cref="MLVideo.Name"/> of the video.</summary>
    public string VideoName { get; }

    /// <summary>The kind of failure.</summary>
    public VideoDecodeError Error { get; }

    /// <summary>What is wrong and what to do, without the name.</summary>
    public string Reason { get; }
}
