namespace Microsoft.ML.Umt;

/// <summary>What is known about a video before it is decoded. Counts and durations are those of the video's time window.</summary>
public sealed record VideoInfo
{
    /// <summary>Number of frames in the window that the container promises. Damaged and some old AVI files hold fewer; see <see cref="VideoFrames.RepeatedCount"/>.</summary>
    public required int FrameCount { get; init; }

    /// <summary>Average frames per second, more than 0.</summary>
    public required double FrameRate { get; init; }

    /// <summary>Width in pixels of the decoded frames, as displayed (after rotation).</summary>
    public int Width { get; init; }

    /// <summary>Height in pixels of the decoded frames, as displayed (after rotation).</summary>
    public int Height { get; init; }

    /// <summary>Length of the window.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Clockwise rotation in degrees that players and this library apply to the stored picture: 0, 90, 180 or 270.</summary>
    public int Rotation { get; init; }

    /// <summary>Name of the codec as ffmpeg calls it, for example <c>h264</c>; <c>rawvideo</c> for frames in memory.</summary>
    public string Codec { get; init; } = "";

    /// <summary>Pixel format of the stored picture as ffmpeg calls it, for example <c>yuv420p10le</c>.</summary>
    public string PixelFormat { get; init; } = "";

    /// <summary>Whether the frames are not evenly spaced in time.</summary>
    public bool HasVariableFrameRate { get; init; }
}
