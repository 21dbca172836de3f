using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt;

/// <summary>Turns clips of bytes <c>[V,T,S,S,3]</c> into vectors <c>[V,T,3,S,S]</c>; the first dimension is left out for a single view.</summary>
internal sealed class FrameExtractor<T> : IVideoBatchScorer<T[]>
{
    private readonly ClipShape _shape;
    private readonly T _missing;
    private readonly T[] _values;

    public FrameExtractor(ClipShape shape, T missing, Func<byte, T> convert)
    {
        _shape = shape;
        _missing = missing;
        _values = [.. Enumerable.Range(0, 256).Select(pixel => convert((byte)pixel))];
        Dimensions = shape.Views == 1
            ? [shape.Frames, 3, shape.Size, shape.Size]
            : [shape.Views, shape.Frames, 3, shape.Size, shape.Size];
    }

    public int[] Dimensions { get; }

    public T[] Missing
    {
        get
        {
            var row = new T[_shape.Bytes];
            row.AsSpan().Fill(_missing);
            return row;
        }
    }

    public IReadOnlyList<T[]> Score(ClipBatch clips)
    {
        var rows = new List<T[]>(clips.ReadableCount);
        for (var i = 0; i < clips.Requests.Count; i++)
        {
            if (clips.FailureOf(i) is null)
                rows.Add(ColoursFirst(clips.Clips(i)));
        }
        return rows;
    }

    public void Dispose()
    {
    }

    private T[] ColoursFirst(ReadOnlySpan<byte> pixels)
    {
        var row = new T[pixels.Length];
        var plane = _shape.Size * _shape.Size;
        for (var frame = 0; frame < pixels.Length; frame += 3 * plane)
        {
            var source = pixels.Slice(frame, 3 * plane);
            for (var colour = 0; colour < 3; colour++)
            {
                var target = row.AsSpan(frame + colour * plane, plane);
                for (var i = 0; i < target.Length; i++)
                    target[i] = _values[source[3 * i + colour]];
            }
        }
        return row;
    }
}
