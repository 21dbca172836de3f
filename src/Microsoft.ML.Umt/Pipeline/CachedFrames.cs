namespace Microsoft.ML.Umt.Pipeline;

/// <summary>A copy of all frames of a video. Immutable.</summary>
internal sealed class CachedFrames(VideoFrames frames)
{
    private readonly byte[] _pixels = frames.Span.ToArray();
    private readonly TimeSpan[] _times = [.. frames.Times];
    private readonly int _height = frames.Height;
    private readonly int _width = frames.Width;

    /// <summary>Some of the frames, as a decoder delivers them.</summary>
    public VideoFrames Take(IReadOnlyList<int> indices)
    {
        var taken = VideoFrames.Rent(indices.Count, _height, _width, [.. indices.Select(index => _times[index])]);
        var size = _height * _width * 3;
        var target = taken.WritablePixels.Span;
        for (var i = 0; i < indices.Count; i++)
            _pixels.AsSpan(indices[i] * size, size).CopyTo(target[(i * size)..]);
        return taken;
    }
}
