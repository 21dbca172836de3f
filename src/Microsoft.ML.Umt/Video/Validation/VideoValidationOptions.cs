namespace Microsoft.ML.Umt;

/// <summary>How thoroughly <see cref="VideoValidator"/> looks.</summary>
public sealed class VideoValidationOptions
{
    /// <summary>
    /// Whether every frame is decoded, which finds all damage but takes as long as decoding does. Default <see langword="false"/>: the file is opened, its frames are listed and the
    /// first and the last one are decoded.
    /// </summary>
    public bool DecodeAllFrames { get; set; }

    /// <summary>How many videos are looked at side by side, 1 to 256. Default: the number of processors, at most 16.</summary>
    public int Workers
    {
        get;
        set => field = value is >= 1 and <= 256
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Workers), value, $"{nameof(VideoValidationOptions)}.{nameof(Workers)} must be 1 to 256.");
    } = Math.Min(Environment.ProcessorCount, 16);
}
