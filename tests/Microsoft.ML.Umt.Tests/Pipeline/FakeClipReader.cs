using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Tests.Pipeline;

/// <summary>Reads <see cref="NumberedVideos"/>; names choose what goes wrong.</summary>
internal sealed class FakeClipReader : IClipReader
{
    private int _reads;
    private int _readsUnderWay;

    public ClipShape Shape { get; init; } = new(1, 1, 1);

    public int Reads => Volatile.Read(ref _reads);

    public int ReadsUnderWay => Volatile.Read(ref _readsUnderWay);

    /// <summary>How long reading this video takes.</summary>
    public Func<int, TimeSpan> Delay { get; init; } = _ => TimeSpan.Zero;

    public void Read(MLVideo video, int seed, Span<byte> destination, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        Interlocked.Increment(ref _readsUnderWay);
        try
        {
            if (video.Name == "unreadable")
                throw new VideoDecodeException(video.Name, VideoDecodeError.Damaged, "its bytes were eaten.");
            if (video.Name == "defect")
                throw new NotSupportedException("a defect of the reader");
            var pixels = ((FramesVideoSource)video.Source).Pixels.Span;
            if (cancellationToken.WaitHandle.WaitOne(Delay(pixels[0])))
                cancellationToken.ThrowIfCancellationRequested();
            pixels.CopyTo(destination);
        }
        finally
        {
            Interlocked.Decrement(ref _readsUnderWay);
        }
    }
}
