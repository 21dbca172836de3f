namespace Microsoft.ML.Umt;

/// <summary>Why a video could not be read.</summary>
public enum VideoDecodeError
{
    /// <summary>The file does not exist or may not be opened.</summary>
    NotFound,

    /// <summary>The source is not a local file, or its format is not on the list of containers that are opened.</summary>
    Refused,

    /// <summary>The content is not a video, or no decodable picture was found in it.</summary>
    NotAVideo,

    /// <summary>The video is truncated or damaged: fewer frames arrived than its container promises.</summary>
    Damaged,

    /// <summary>A limit of <see cref="VideoDecodeOptions"/> was exceeded.</summary>
    LimitExceeded,

    /// <summary>ffmpeg did not end within <see cref="VideoDecodeOptions.Timeout"/>.</summary>
    TimedOut,
}
