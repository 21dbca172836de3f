using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>Limits and choices of <see cref="FFMpegVideoDecoder"/>. A decoder copies them when it is created.</summary>
public sealed class VideoDecodeOptions
{
    /// <summary>The largest file, byte array or stream that is opened, in bytes; more than 0. Default 4 GiB.</summary>
    public long MaxFileBytes { get; set => field = Positive(value); } = 4L << 30;

    /// <summary>The largest picture (width x height of the stored or the displayed frame) that is decoded, in pixels; more than 0. Default 8192 x 4320.</summary>
    public long MaxPixelsPerFrame { get; set => field = Positive(value); } = 8192L * 4320;

    /// <summary>The most frames that one call may ask for; more than 0. Default 4096.</summary>
    public int MaxFrames { get; set => field = (int)Positive(value); } = 4096;

    /// <summary>The most bytes of RGB pixels that one call may return; 1 to 2,147,483,591. Default 1 GiB.</summary>
    public long MaxDecodedBytes
    {
        get;
        set => field = value <= Array.MaxLength ? Positive(value) : throw OutOfRange(value, Invariant($"1 to {Array.MaxLength:N0}"));
    } = 1L << 30;

    /// <summary>The longest video that is opened; more than zero. Default 6 hours.</summary>
    public TimeSpan MaxDuration { get; set => field = Positive(value); } = TimeSpan.FromHours(6);

    /// <summary>How long reading one video may take before ffmpeg is ended; more than zero, at most 24 days. Default 2 minutes.</summary>
    public TimeSpan Timeout
    {
        get;
        set => field = value <= TimeSpan.FromDays(24) ? Positive(value) : throw OutOfRange(value, "more than zero and at most 24 days");
    } = TimeSpan.FromMinutes(2);

    /// <summary>The folder with the ffmpeg and ffprobe programs, or <see langword="null"/> (default) for that of the environment variable <c>UMT_FFMPEG_FOLDER</c>, else the PATH. Not saved with models.</summary>
    public string? FfmpegFolder { get; set; }

    /// <summary>
    /// The folder for temporary files (videos given as bytes or streams, links to files with odd names), or <see langword="null"/> (default) for the system's. Not saved with models.
    /// </summary>
    /// <remarks>The pipes that bring frames always lie in the system's temporary folder, whose path must be short (under 60 characters) on Linux and macOS.</remarks>
    public string? TemporaryFolder { get; set; }

    /// <summary>
    /// Lets ffmpeg scale frames so that the shorter side has this many pixels, 1 or more; <see langword="null"/> (default) delivers the stored size.
    /// Saves memory and time with large videos, but is not exact: the pixels differ from the resizing that the published models were evaluated with.
    /// </summary>
    public int? ScaleShortSide { get; set => field = value is { } side ? (int)Positive(side) : null; }

    /// <summary>
    /// Whether truncated and damaged videos are read as far as they decode, repeating the last good frame for the missing ones. Default <see langword="false"/>: an exception
    /// that says how many frames arrived.
    /// </summary>
    public bool Tolerant { get; set; }

    /// <summary>What of these options changes pixels, as text; limits and folders do not.</summary>
    internal string Pixels => Invariant($"short side {(ScaleShortSide is { } side ? side.ToString(System.Globalization.CultureInfo.InvariantCulture) : "as stored")}, {(Tolerant ? "damaged videos too" : "whole videos only")}");

    internal VideoDecodeOptions Clone() => (VideoDecodeOptions)MemberwiseClone();

    private static long Positive(long value, [CallerMemberName] string name = "") => value > 0 ? value : throw OutOfRange(value, "more than 0", name);

    private static TimeSpan Positive(TimeSpan value, [CallerMemberName] string name = "") => value > TimeSpan.Zero ? value : throw OutOfRange(value, "more than zero", name);

    private static ArgumentOutOfRangeException OutOfRange(object value, string range, [CallerMemberName] string name = "") =>
        new(name, value, $"{nameof(VideoDecodeOptions)}.{name} must be {range}.");
}
