namespace Microsoft.ML.Umt;

/// <summary>What ffprobe says about the chosen stream of one file.</summary>
internal sealed record ProbeResult
{
    /// <summary>Number of the stream in the file, as <c>-map</c> wants it.</summary>
    public required int StreamIndex { get; init; }

    /// <summary>Size of the picture as displayed.</summary>
    public required int Width { get; init; }

    /// <summary>Size of the picture as displayed.</summary>
    public required int Height { get; init; }

    /// <summary>Clockwise, in degrees.</summary>
    public required int Rotation { get; init; }

    /// <summary>Name of the codec.</summary>
    public required string Codec { get; init; }

    /// <summary>Stored pixel format.</summary>
    public required string PixelFormat { get; init; }

    /// <summary>Average frames per second.</summary>
    public required double FrameRate { get; init; }

    /// <summary>Whether the distance between frames varies by more than the rounding of time stamps.</summary>
    public required bool HasVariableFrameRate { get; init; }

    /// <summary>When each promised frame is shown, in seconds from the first, in order of display.</summary>
    public required double[] Times { get; init; }

    /// <summary>Why the file counts as truncated, or <see langword="null"/>.</summary>
    public required string? Damage { get; init; }

    /// <summary>Frames that the container promises.</summary>
    public int FrameCount => Times.Length;

    /// <summary>The first frame and the number of frames inside a time window.</summary>
    public (int First, int Count) Range(TimeSpan? start, TimeSpan? end)
    {
        var first = start is { } from ? FirstAtOrAfter(from) : 0;
        var last = end is { } to ? FirstAtOrAfter(to) : FrameCount;
        return (first, Math.Max(0, last - first));
    }

    /// <summary>The public view of a window.</summary>
    public VideoInfo ToInfo(int first, int count) => new()
    {
        FrameCount = count,
        FrameRate = FrameRate,
        Width = Width,
        Height = Height,
        Duration = TimeSpan.FromSeconds(Times[first + count - 1] - Times[first] + (1 / FrameRate)),
        Rotation = Rotation,
        Codec = Codec,
        PixelFormat = PixelFormat,
        HasVariableFrameRate = HasVariableFrameRate,
    };

    private int FirstAtOrAfter(TimeSpan time)
    {
        // Half a tick of forgiveness: 1/30 s cannot be written exactly as a TimeSpan, and the frame at that time must count as inside.
        var index = Array.BinarySearch(Times, time.TotalSeconds - 1e-6);
        return index < 0 ? ~index : index;
    }
}
