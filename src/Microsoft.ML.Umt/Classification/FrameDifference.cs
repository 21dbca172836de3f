namespace Microsoft.ML.Umt.Classification;

/// <summary>
/// Differences between frames as pictures: mid-grey where nothing changes. Doubled, so that ordinary motion uses the range of a byte. The input of
/// the motion stream of temporal segment networks.
/// </summary>
internal static class FrameDifference
{
    private const int Grey = 128;
    private const int Gain = 2;
    private const double Seconds = 0.1;

    /// <summary>Distance between the two frames: a tenth of a second, at least one frame, and no more than the video has.</summary>
    public static int Gap(VideoInfo info) => Math.Clamp((int)Math.Round(info.FrameRate * Seconds), 1, Math.Max(1, info.FrameCount - 1));

    /// <summary>Writes the picture of the change from one frame to the other.</summary>
    public static void Compute(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, Span<byte> destination)
    {
        for (var i = 0; i < destination.Length; i++)
            destination[i] = (byte)Math.Clamp(Grey + Gain * (to[i] - from[i]), byte.MinValue, byte.MaxValue);
    }
}
