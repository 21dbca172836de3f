using System.Buffers;
using Microsoft.ML.Umt.Runtime;
using TorchSharp;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// The clips of several videos in one pooled buffer, filled by workers, uploaded once. Videos that could not be read keep their
/// failure and take no place among the clips.
/// </summary>
internal sealed class ClipBatch : IDisposable
{
    private readonly List<ClipRequest> _requests;
    private readonly VideoDecodeException?[] _failures;
    private byte[]? _pixels;

    public ClipBatch(ClipShape shape, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        Shape = shape;
        Capacity = capacity;
        _requests = new List<ClipRequest>(capacity);
        _failures = new VideoDecodeException?[capacity];
        _pixels = ArrayPool<byte>.Shared.Rent(shape.BatchBytes(capacity));
    }

    public ClipShape Shape { get; }

    public int Capacity { get; }

    /// <summary>The videos, read or not, in the order of their rows.</summary>
    public IReadOnlyList<ClipRequest> Requests => _requests;

    /// <summary>Number of videos that could be read; the first dimension of <see cref="ToTensor"/>.</summary>
    public int ReadableCount => _requests.Count - _failures.Count(failure => failure is not null);

    public void Add(ClipRequest request)
    {
        if (_requests.Count == Capacity)
            throw new InvalidOperationException($"The batch already holds {Capacity} videos.");
        _requests.Add(request);
    }

    /// <summary>Why this video could not be read, or null. Valid once it was read.</summary>
    public VideoDecodeException? FailureOf(int index) => _failures[index];

    /// <summary>Reads one video into its slot; workers read different slots at the same time.</summary>
    public void Read(int index, IClipReader reader, CancellationToken cancellationToken)
    {
        var request = _requests[index];
        try
        {
            var video = request.Video
                ?? throw new VideoDecodeException("", VideoDecodeError.NotFound, "the row holds no video (its path is empty or missing).");
            reader.Read(video, request.Seed, Slot(index), cancellationToken);
        }
        catch (VideoDecodeException unreadable)
        {
            _failures[index] = unreadable;
        }
    }

    /// <summary>The clips of one readable video, <c>[Views, Frames, Size, Size, 3]</c>.</summary>
    public ReadOnlySpan<byte> Clips(int index) => Slot(index);

    /// <summary>
    /// All readable videos as one uint8 tensor <c>[ReadableCount, Views, Frames, Size, Size, 3]</c> on the CPU, a copy that the caller disposes.
    /// Call it after every slot was read.
    /// </summary>
    /// <param name="forUpload">Whether it goes to a GPU: memory that is locked into place travels several times as fast, and nobody waits for it.</param>
    public torch.Tensor ToTensor(bool forUpload = false)
    {
        long[] sizes = [ReadableCount, Shape.Views, Shape.Frames, Shape.Size, Shape.Size, 3];
        var tensor = forUpload ? PinnedMemory.Bytes(sizes) : torch.empty(sizes, torch.ScalarType.Byte);
        var target = 0;
        for (var index = 0; index < _requests.Count; index++)
        {
            if (_failures[index] is null)
                Slot(index).CopyTo(tensor.bytes.Slice(target++ * Shape.Bytes));
        }
        return tensor;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
    }

    private Span<byte> Slot(int index)
    {
        ObjectDisposedException.ThrowIf(_pixels is null, this);
        return _pixels.AsSpan(index * Shape.Bytes, Shape.Bytes);
    }
}
