using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>The checks of <see cref="VideoDecodeOptions"/> that come before any memory is taken.</summary>
internal static class DecodeLimits
{
    /// <summary>Refuses pictures and durations beyond the limits.</summary>
    public static void Check(string name, ProbeResult probe, VideoDecodeOptions options)
    {
        if ((long)probe.Width * probe.Height > options.MaxPixelsPerFrame)
            throw Exceeded(name, $"its pictures have {probe.Width}x{probe.Height} pixels", Invariant($"{options.MaxPixelsPerFrame:N0}"), nameof(VideoDecodeOptions.MaxPixelsPerFrame));
        // By the frames' own times: the duration in the header is wrong in many files.
        var seconds = probe.Times[^1];
        if (seconds > options.MaxDuration.TotalSeconds)
            throw Exceeded(name, $"it is {TimeSpan.FromSeconds(seconds):c} long", $"{options.MaxDuration:c}", nameof(VideoDecodeOptions.MaxDuration));
    }

    /// <summary>Refuses files with more packets than are listed.</summary>
    public static void CheckPackets(string name, int packets, int limit)
    {
        if (packets > limit)
            throw new VideoDecodeException(name, VideoDecodeError.LimitExceeded, Invariant($"it has more than {limit:N0} frames, the most that one file may have; cut it into parts."));
    }

    /// <summary>Says it when a codec gave up because of the size of the picture.</summary>
    public static void CheckRefusal(string name, IReadOnlyList<string> messages, VideoDecodeOptions options)
    {
        const string Refusal = "exceeds specified max pixel count";
        var line = messages.FirstOrDefault(message => message.Contains(Refusal, StringComparison.Ordinal));
        if (line is null)
            return;
        var size = line[..line.IndexOf(Refusal, StringComparison.Ordinal)].TrimEnd().Split(' ')[^1];
        throw Exceeded(name, $"its pictures have {size} pixels", Invariant($"{options.MaxPixelsPerFrame:N0}"), nameof(VideoDecodeOptions.MaxPixelsPerFrame));
    }

    /// <summary>Refuses more frames or bytes than allowed.</summary>
    public static void CheckResult(string name, int frames, int width, int height, VideoDecodeOptions options)
    {
        if (frames > options.MaxFrames)
            throw Exceeded(name, Invariant($"{frames:N0} frames were asked for"), Invariant($"{options.MaxFrames:N0}"), nameof(VideoDecodeOptions.MaxFrames));
        var bytes = (long)frames * width * height * 3;
        if (bytes > options.MaxDecodedBytes)
            throw Exceeded(name, Invariant($"{frames:N0} frames of {width}x{height} take {bytes:N0} bytes"), Invariant($"{options.MaxDecodedBytes:N0}"), nameof(VideoDecodeOptions.MaxDecodedBytes));
    }

    private static VideoDecodeException Exceeded(string name, string found, string limit, string option) =>
        new(name, VideoDecodeError.LimitExceeded, $"{found}, but the limit {nameof(VideoDecodeOptions)}.{option} is {limit}.");
}
