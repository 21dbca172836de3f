using System.Globalization;
using static System.FormattableString;

namespace Microsoft.ML.Umt;

/// <summary>Makes a <see cref="ProbeResult"/> of ffprobe's report, or says why the file is no readable video.</summary>
internal static class ProbeReader
{
    /// <summary>Reads the report.</summary>
    /// <param name="name">The video's name.</param>
    /// <param name="report">The parsed report.</param>
    /// <param name="messages">What ffprobe wrote to standard error.</param>
    /// <exception cref="VideoDecodeException">There is no decodable video stream.</exception>
    public static ProbeResult Read(string name, ProbeJson report, IReadOnlyList<string> messages)
    {
        var stream = Largest(name, report.Streams ?? []);
        if (stream.Codec is null or "" or "unknown" or "none" || stream.Width <= 0 || stream.Height <= 0)
        {
            var size = $"codec '{stream.Codec ?? "unknown"}', {stream.Width}x{stream.Height}";
            throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, $"its video stream cannot be decoded ({size}; it may be encrypted, empty or damaged).{LastWords.Of(messages)}");
        }

        var all = Array.FindAll(report.Packets ?? [], packet => packet.Stream == stream.Index);
        var shown = Array.FindAll(all, packet => packet.Flags?.Contains('D') != true);
        if (shown.Length == 0)
            throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, $"its video stream holds no frames (it may be only the beginning of a stream).{LastWords.Of(messages)}");

        var rotation = Rotation(stream);
        var turned = rotation is 90 or 270;
        var rate = Rate(stream.AverageRate) ?? Rate(stream.BaseRate) ?? 25;
        var times = Times(shown, Rate(stream.TimeBase), ref rate);
        return new ProbeResult
        {
            StreamIndex = stream.Index,
            Width = turned ? stream.Height : stream.Width,
            Height = turned ? stream.Width : stream.Height,
            Rotation = rotation,
            Codec = stream.Codec,
            PixelFormat = stream.PixelFormat ?? "",
            FrameRate = rate,
            HasVariableFrameRate = IsVariable(times),
            Times = times,
            Damage = Damage(stream, all.Length, messages),
        };
    }

    private static ProbeJson.Stream Largest(string name, ProbeJson.Stream[] streams)
    {
        var videos = Array.FindAll(streams, stream => stream.Type == "video");
        if (videos.Length == 0)
            throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, "it has no video stream (sound or text only).");
        return Array.FindAll(videos, stream => stream.Disposition?.GetValueOrDefault("attached_pic") != 1).MaxBy(stream => (long)stream.Width * stream.Height)
            ?? throw new VideoDecodeException(name, VideoDecodeError.NotAVideo, "it is a sound file with a cover picture, which is no video.");
    }

    private static int Rotation(ProbeJson.Stream stream)
    {
        // ffprobe's angle is counter-clockwise.
        var angle = -(stream.SideData?.FirstOrDefault(data => data.Rotation is not null)?.Rotation ?? 0);
        return (int)(((Math.Round(angle / 90) * 90 % 360) + 360) % 360);
    }

    private static double[] Times(ProbeJson.Packet[] packets, double? timeBase, ref double rate)
    {
        var times = new double[packets.Length];
        if (timeBase is not { } unit || Array.Exists(packets, packet => packet.Pts is null))
        {
            // Old AVI files carry no presentation times: evenly spaced is all that is known.
            for (var i = 0; i < times.Length; i++)
                times[i] = i / rate;
            return times;
        }

        var stamps = Array.ConvertAll(packets, packet => packet.Pts!.Value);
        Array.Sort(stamps);
        for (var i = 0; i < times.Length; i++)
            times[i] = (stamps[i] - stamps[0]) * unit;
        // The average that ffprobe gives counts frames that are cut away by an edit list, and is absent or absurd in some files.
        if (times.Length > 1 && times[^1] > 0)
            rate = (times.Length - 1) / times[^1];
        return times;
    }

    private static bool IsVariable(double[] times)
    {
        if (times.Length < 3)
            return false;
        var step = times[^1] / (times.Length - 1);
        for (var i = 1; i < times.Length; i++)
        {
            if (Math.Abs(times[i] - times[i - 1] - step) > Math.Max(0.0015, step * 0.1))
                return true;
        }

        return false;
    }

    private static string? Damage(ProbeJson.Stream stream, int packets, IReadOnlyList<string> messages)
    {
        if (long.TryParse(stream.FrameCount, CultureInfo.InvariantCulture, out var promised) && promised - packets > 3)
            return Invariant($"it is truncated: its index promises {promised:N0} frames, but the data of only {packets:N0} is there.{LastWords.Of(messages)}");
        return messages.Any(line => line.Contains("partial file", StringComparison.Ordinal) || line.Contains("ended prematurely", StringComparison.Ordinal))
            ? Invariant($"it is truncated: the data ends after {packets:N0} frames.{LastWords.Of(messages)}")
            : null;
    }

    private static double? Rate(string? fraction)
    {
        var slash = fraction?.IndexOf('/') ?? -1;
        if (slash < 0
            || !double.TryParse(fraction.AsSpan(0, slash), CultureInfo.InvariantCulture, out var numerator)
            || !double.TryParse(fraction.AsSpan(slash + 1), CultureInfo.InvariantCulture, out var denominator))
        {
            return null;
        }

        return numerator > 0 && denominator > 0 ? numerator / denominator : null;
    }
}
