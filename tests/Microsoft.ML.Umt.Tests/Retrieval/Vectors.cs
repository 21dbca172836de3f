namespace Microsoft.ML.Umt.Tests.Retrieval;

/// <summary>Made-up embeddings, the same in every run.</summary>
internal static class Vectors
{
    public static float[] Random(Random random, int dimensions)
    {
        var values = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
            values[i] = (float)(random.NextDouble() - 0.5);
        return values;
    }

    public static VideoRecord[] Records(int count, int dimensions, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new VideoRecord($"clip-{i:D5}.mp4", Random(random, dimensions)))];
    }

    public static VideoQuery[] Queries(int count, int dimensions, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => new VideoQuery(Random(random, dimensions)))];
    }

    /// <summary>The ranking by definition: every score in double precision, rounded once; equal ones by the bytes of their keys.</summary>
    public static (string Key, float Score)[] BruteForce(IEnumerable<VideoRecord> records, VideoQuery query, int top)
    {
        var scored = records.Select(record => (record.Key, Score: Score(record.Embedding.Span, query.Embedding.Span))).ToArray();
        var last = scored.Select(each => each.Score).OrderDescending().Take(top).LastOrDefault();
        return
        [
            .. scored.Where(each => each.Score >= last)
                .OrderByDescending(each => each.Score).ThenBy(each => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(each.Key)), StringComparer.Ordinal).Take(top),
        ];
    }

    public static void AssertSame((string Key, float Score)[] expected, IReadOnlyList<VideoSearchResult> found) =>
        Assert.Equal(expected, found.Select(each => (each.Key, each.Score)));

    private static float Score(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (double)a[i] * b[i];
        return (float)sum;
    }
}
