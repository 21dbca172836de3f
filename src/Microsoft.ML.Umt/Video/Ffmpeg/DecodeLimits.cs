namespace Microsoft.ML.Umt;

/// <summary>The checks of <see cref="VideoDecodeOptions"/> that come before any memory is taken.</summary>
internal static class DecodeLimits
{
    /// <summary>Refuses pictures and durations beyond the limits.</summary>
    public static void Check(string name, ProbeResult probe, VideoDecodeOptions options)
    {
        if ((long)probe.Width * probe.Height > options.MaxPixelsPerFrame)
            throw Exceeded(name, $"its pictures have {probe.Width}x{probe.Height} pixels", $"{options.MaxPixelsPerFrame:N0}", nameof(VideoDecodeOptions.MaxPixelsPerFrame));
        // By the frames' own times: the duration in the header is wrong in many files.
        var seconds = probe.Times[^1];
        if (seconds > options.MaxDuration.TotalSeconds)
            throw Exceeded(name, $"it is {TimeSpan.FromSeconds(seconds):c} long", $"{options.MaxDuration:c}", nameof(VideoDecodeOptions.MaxDuration));
    }

    /// <summary>Refuses more frames or bytes than allowed.</summary>
    public static void CheckResult(string name, int frames, int width, int height, VideoDecodeOptions options)
    {
        if (frames > options.MaxFrames)
            throw Exceeded(name, $"{frames:N0} frames were asked for", $"{options.MaxFrames:N0}", nameof(VideoDecodeOptions.MaxFrames));
        var bytes = (long)frames * width * height * 3;
        if (bytes > options.MaxDecodedBytes)
            throw Exceeded(name, $"{frames:N0} frames of {width}x{height} take {bytes:N0} bytes", $"{options.MaxDecodedBytes:N0}", nameof(VideoDecodeOptions.MaxDecodedBytes));
    }

    private static VideoDecodeException Exceeded(string name, string found, string limit, string option) =>
        new(name, VideoDecodeError.LimitExceeded, $"{found}, but the limit {nameof(VideoDecodeOptions)}.{option} is {limit}.");
}
