namespace Microsoft.ML.Umt;

/// <summary>How components read the videos of a column: limits, parallelism, and what becomes of videos that cannot be read.</summary>
public sealed class VideoReadingOptions
{
    /// <summary>Limits and choices of the decoder. Default: those of <see cref="VideoDecodeOptions"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public VideoDecodeOptions Decode
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(Decode));
    } = new();

    /// <summary>
    /// Threads that read videos while the model runs, 1 to 256. Each may start an ffmpeg and hold 256 MB of decoded frames.
    /// Default null: one per processor of the machine that runs the model, at most 16.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 256.</exception>
    public int? Workers
    {
        get;
        set => field = value is null or (>= 1 and <= 256) ? value : throw OutOfRange(nameof(Workers), value, "null or 1 to 256");
    }

    /// <summary>
    /// Batches that are read ahead of the model, 1 to 64. More smooths over slow videos and costs memory: one batch holds
    /// batch size x views x frames x height x width x 3 bytes. Default 2.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to 64.</exception>
    public int PrefetchBatches
    {
        get;
        set => field = value is >= 1 and <= 64 ? value : throw OutOfRange(nameof(PrefetchBatches), value, "1 to 64");
    } = 2;

    /// <summary>What becomes of a row whose video cannot be read. Default <see cref="UnreadableVideos.Throw"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public UnreadableVideos UnreadableVideos
    {
        get;
        set => field = Enum.IsDefined(value) ? value : throw OutOfRange(nameof(UnreadableVideos), value, "one of the named values");
    } = UnreadableVideos.Throw;

    /// <summary>
    /// Name of the text column that says why a row is missing; empty text for the others. It exists only with
    /// <see cref="UnreadableVideos.Missing"/>. Default <c>VideoError</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The value is null or empty.</exception>
    public string ErrorColumnName
    {
        get;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(ErrorColumnName));
            field = value;
        }
    } = "VideoError";

    internal VideoReadingOptions Clone()
    {
        var copy = (VideoReadingOptions)MemberwiseClone();
        copy.Decode = Decode.Clone();
        return copy;
    }

    internal IVideoDecoder CreateDecoder() => new FFMpegVideoDecoder(Decode);

    internal Pipeline.ClipReadingSettings WithBatchSize(int batchSize) =>
        new(batchSize, Workers ?? Math.Min(Environment.ProcessorCount, 16), PrefetchBatches);

    internal Pipeline.UnreadablePolicy CreatePolicy() => new(UnreadableVideos, ErrorColumnName);

    private static ArgumentOutOfRangeException OutOfRange(string name, object? value, string range) =>
        new(name, value, $"{nameof(VideoReadingOptions)}.{name} must be {range}.");
}
