namespace Microsoft.ML.Umt;

/// <summary>Decodes every frame of a video, to see whether all of it is sound.</summary>
internal static class FullDecode
{
    private const int ChunkFrames = 64;

    /// <summary>Returns if every frame decodes.</summary>
    /// <exception cref="VideoDecodeException">Something does not.</exception>
    public static void Check(FFMpegVideoDecoder decoder, MLVideo video, VideoInfo info, CancellationToken cancellationToken)
    {
        if (video.Source is not FramesVideoSource)
        {
            decoder.CheckAllFrames(video, cancellationToken);
            return;
        }

        for (var first = 0; first < info.FrameCount; first += ChunkFrames)
            decoder.Decode(video, [.. Enumerable.Range(first, Math.Min(ChunkFrames, info.FrameCount - first))], cancellationToken).Dispose();
    }
}
