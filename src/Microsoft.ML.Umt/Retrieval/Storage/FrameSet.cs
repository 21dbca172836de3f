using System.Collections;
using System.Numerics.Tensors;

namespace Microsoft.ML.Umt.Retrieval.Storage;

/// <summary>The frame embeddings of one video, kept as the index keeps its embeddings; a value is widened when it is looked at.</summary>
internal sealed class FrameSet : IReadOnlyList<VideoFrameEmbedding>
{
    private readonly long[] _ticks;
    private readonly float[]? _values;
    private readonly Half[]? _halves;
    private readonly int _dimensions;

    private FrameSet(long[] ticks, float[]? values, Half[]? halves, int dimensions) =>
        (_ticks, _values, _halves, _dimensions) = (ticks, values, halves, dimensions);

    public int Count => _ticks.Length;

    public ReadOnlySpan<long> Ticks => _ticks;

    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<Half> Halves => _halves;

    public VideoFrameEmbedding this[int index]
    {
        get
        {
            var time = TimeSpan.FromTicks(_ticks[index]);
            if (_values is not null)
                return new(time, _values.AsMemory(index * _dimensions, _dimensions));
            var wide = new float[_dimensions];
            TensorPrimitives.ConvertToSingle(_halves.AsSpan(index * _dimensions, _dimensions), wide);
            return new(time, wide);
        }
    }

    /// <summary>A copy of checked frames; null if there are none.</summary>
    public static FrameSet? From(IReadOnlyList<VideoFrameEmbedding> frames, EmbeddingRules rules, string key)
    {
        if (frames.Count == 0)
            return null;
        var ticks = new long[frames.Count];
        var values = new float[checked(frames.Count * rules.Dimensions)];
        for (var i = 0; i < ticks.Length; i++)
        {
            ticks[i] = frames[i].Time.Ticks;
            rules.Copy(frames[i].Embedding.Span, values.AsSpan(i * rules.Dimensions, rules.Dimensions), key);
        }
        if (rules.Storage == EmbeddingStorage.Float32)
            return new(ticks, values, null, rules.Dimensions);
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return new(ticks, null, halves, rules.Dimensions);
    }

    /// <summary>Frames as they were stored.</summary>
    public static FrameSet FromStored(long[] ticks, float[]? values, Half[]? halves, int dimensions) => new(ticks, values, halves, dimensions);

    /// <summary>The frames with the largest inner products, best first; equal ones in the order of time.</summary>
    public static IReadOnlyList<VideoFrameMatch> Best(IReadOnlyList<VideoFrameEmbedding> frames, ReadOnlySpan<float> query, int count)
    {
        if (count == 0 || frames.Count == 0)
            return [];
        var matches = new VideoFrameMatch[frames.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var frame = frames[i];
            matches[i] = new(frame.Time, ExactScore.Of(frame.Embedding.Span, query));
        }
        return [.. matches.OrderByDescending(match => match.Score).ThenBy(match => match.Time).Take(count)];
    }

    public IEnumerator<VideoFrameEmbedding> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
