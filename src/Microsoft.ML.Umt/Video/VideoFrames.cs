using System.Buffers;

namespace Microsoft.ML.Umt;

/// <summary>Decoded frames: bytes in the order <c>[Count, Height, Width, 3]</c>, red first.</summary>
/// <remarks>The memory is rented from a pool: dispose the frames when they are used up, and keep no <see cref="Pixels"/> or <see cref="Span"/> beyond that. Reading is thread-safe.</remarks>
public sealed class VideoFrames : IDisposable
{
    private readonly int _byteCount;
    private byte[]? _buffer;

    private VideoFrames(int count, int height, int width, TimeSpan[] times)
    {
        _byteCount = checked(count * height * width * 3);
        _buffer = ArrayPool<byte>.Shared.Rent(_byteCount);
        (Count, Height, Width, Times) = (count, height, width, times);
    }

    /// <summary>Number of frames, in the order they were asked for.</summary>
    public int Count { get; }

    /// <summary>Height in pixels, as displayed (after rotation).</summary>
    public int Height { get; }

    /// <summary>Width in pixels, as displayed (after rotation).</summary>
    public int Width { get; }

    /// <summary>When each frame is shown, counted from the first frame of the whole video.</summary>
    public IReadOnlyList<TimeSpan> Times { get; }

    /// <summary>
    /// How many of the frames are repetitions of the last frame because the file holds fewer frames than its container promises; 0 for sound files.
    /// </summary>
    public int RepeatedCount { get; internal set; }

    /// <summary>The bytes of all frames.</summary>
    /// <exception cref="ObjectDisposedException">The frames were disposed.</exception>
    public ReadOnlyMemory<byte> Pixels => Buffer.AsMemory(0, _byteCount);

    /// <summary>The bytes of all frames.</summary>
    /// <exception cref="ObjectDisposedException">The frames were disposed.</exception>
    public ReadOnlySpan<byte> Span => Buffer.AsSpan(0, _byteCount);

    internal Memory<byte> WritablePixels => Buffer.AsMemory(0, _byteCount);

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(VideoFrames));

    /// <summary>The bytes of one frame, <c>[Height, Width, 3]</c>.</summary>
    /// <param name="index">Which frame, 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such frame.</exception>
    /// <exception cref="ObjectDisposedException">The frames were disposed.</exception>
    public ReadOnlySpan<byte> Frame(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var size = Height * Width * 3;
        return Span.Slice(index * size, size);
    }

    /// <summary>Gives the memory back to the pool; calling it again does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    internal static VideoFrames Rent(int count, int height, int width, TimeSpan[] times) => new(count, height, width, times);
}
