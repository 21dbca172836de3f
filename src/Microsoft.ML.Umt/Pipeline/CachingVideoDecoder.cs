using System.Collections.Concurrent;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// Keeps all frames of small videos in memory, as they were decoded, up to a bound; larger videos, and those that come when the bound is reached, are
/// decoded each time. For a training that returns to the same videos in every epoch. Thread-safe.
/// </summary>
internal sealed class CachingVideoDecoder(IVideoDecoder inner, VideoDecodeOptions limits, long maxBytes) : IVideoDecoder
{
    // One video may take this part of the cache at most, or a single long one would shut out all others.
    private const int SmallestCount = 8;

    private readonly ConcurrentDictionary<string, CachedFrames> _videos = new(StringComparer.Ordinal);
    private long _bytes;

    public VideoInfo Probe(MLVideo video, CancellationToken cancellationToken) => inner.Probe(video, cancellationToken);

    public ReadOnlyMemory<double> FrameTimes(MLVideo video, CancellationToken cancellationToken) => inner.FrameTimes(video, cancellationToken);

    public VideoFrames Decode(MLVideo video, IReadOnlyList<int> frameIndices, CancellationToken cancellationToken)
    {
        if (video.Source is FramesVideoSource || VideoIdentity.Of(video) is not { } identity)
            return inner.Decode(video, frameIndices, cancellationToken);
        if (_videos.TryGetValue(identity, out var cached))
            return cached.Take(frameIndices);
        return TryDecodeAll(video, identity, cancellationToken)?.Take(frameIndices) ?? inner.Decode(video, frameIndices, cancellationToken);
    }

    private CachedFrames? TryDecodeAll(MLVideo video, string identity, CancellationToken cancellationToken)
    {
        var info = Probe(video, cancellationToken);
        var size = (long)info.FrameCount * info.Width * info.Height * 3;
        if (size > maxBytes / SmallestCount || size > limits.MaxDecodedBytes || info.FrameCount > limits.MaxFrames || !Reserve(size))
            return null;
        try
        {
            using var frames = inner.Decode(video, [.. Enumerable.Range(0, info.FrameCount)], cancellationToken);
            var cached = new CachedFrames(frames);
            if (frames.Span.Length == size && _videos.TryAdd(identity, cached))
                return cached;
            Release(size);
            return cached;
        }
        catch (VideoDecodeException)
        {
            // The wanted frames may still be there although not every frame is.
            Release(size);
            return null;
        }
        catch
        {
            Release(size);
            throw;
        }
    }

    private bool Reserve(long size)
    {
        if (Interlocked.Add(ref _bytes, size) <= maxBytes)
            return true;
        Release(size);
        return false;
    }

    private void Release(long size) => Interlocked.Add(ref _bytes, -size);
}
