namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexSearchTests
{
    // Around whole vectors, blocks of 12 rows, chunks of 6144 rows; with and without a remainder.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(11, 3)]
    [InlineData(12, 16)]
    [InlineData(193, 17)]
    [InlineData(1000, 64)]
    [InlineData(6144, 33)]
    [InlineData(12_500, 20)]
    public void Every_way_to_search_equals_brute_force(int count, int dimensions)
    {
        var records = Vectors.Records(count, dimensions);
        foreach (var storage in Enum.GetValues<EmbeddingStorage>())
        {
            foreach (var threads in (int?[])[1, null])
            {
                using var index = new VideoIndex(dimensions, new() { Storage = storage, Threads = threads });
                index.Upsert(records);
                var stored = index.Records().ToArray();
                Assert.Equal(count, stored.Length);
                // One and two are compared row by row, more in panels of 32, more than 256 in groups.
                foreach (var queryCount in threads is null ? (int[])[1, 2, 3, 33, 300] : [5])
                {
                    var queries = Vectors.Queries(queryCount, dimensions);
                    var found = index.Search(queries, new() { Top = 10 });
                    for (var i = 0; i < queries.Length; i += 41)
                        Vectors.AssertSame(Vectors.BruteForce(stored, queries[i], 10), found[i]);
                }
            }
        }
    }

    [Fact]
    public void Float32_keeps_every_bit_and_float16_rounds_to_the_nearest()
    {
        var record = new VideoRecord("a", new float[] { 0.1f, -3.14159f, 6e-8f, 65_504f });
        using var exact = new VideoIndex(4);
        exact.Upsert(record);
        Assert.Equal(record.Embedding.ToArray(), exact.Find("a")!.Embedding.ToArray());
        using var rounded = new VideoIndex(4, new() { Storage = EmbeddingStorage.Float16 });
        rounded.Upsert(record);
        Assert.Equal(record.Embedding.ToArray().Select(value => (float)(Half)value), rounded.Find("a")!.Embedding.ToArray());
        // Also what is too small for a normal 16-bit number takes part in the search with its value.
        Assert.Equal((float)(Half)6e-8f, rounded.Search(new float[] { 0, 0, 1, 0 })[0].Score);
        Assert.Throws<ArgumentException>(() => rounded.Upsert(new VideoRecord("b", new float[] { 65_600, 0, 0, 0 })));
    }

    [Fact]
    public void Equal_scores_are_in_the_order_of_the_keys_bytes_even_at_the_cut()
    {
        // As UTF-16 the third would come before the second; as characters, and as UTF-8, it comes after.
        string[] keys = ["z", "\uFF5E", "\U0001F600", "a", "B", "ab"];
        using var index = new VideoIndex(2);
        index.Upsert(keys.Select(key => new VideoRecord(key, new float[] { 1, 0 })));
        index.Upsert(new VideoRecord("best", new float[] { 2, 0 }));
        Assert.Equal(["best", "B", "a", "ab", "z", "\uFF5E", "\U0001F600"], index.Search(new float[] { 1, 0 }).Select(each => each.Key));
        Assert.Equal(["best", "B", "a"], index.Search(new float[] { 1, 0 }, top: 3).Select(each => each.Key));

        // Far more equal ones than are asked for, from single and from many queries.
        using var many = new VideoIndex(2);
        many.Upsert(Enumerable.Range(0, 5000).Reverse().Select(i => new VideoRecord($"{i:D5}", new float[] { 0.5f, 0.5f })));
        foreach (var results in many.Search([.. Enumerable.Repeat(new VideoQuery(new float[] { 1, 1 }), 40)]))
            Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i:D5}"), results.Select(each => each.Key));
        Assert.Equal("00000", many.Search(new float[] { 1, 1 }, 1)[0].Key);
    }

    [Fact]
    public void Normalized_scores_are_cosines()
    {
        using var index = new VideoIndex(2, new() { Normalize = true });
        index.Upsert([new VideoRecord("far", new float[] { 0, 1e-20f }), new VideoRecord("near", new float[] { 3e20f, 3e20f })]);
        var found = index.Search(new float[] { 5, 5 });
        Assert.Equal("near", found[0].Key);
        Assert.Equal(1, found[0].Score, 6);
        Assert.Equal(Math.Sqrt(0.5), found[1].Score, 6);
        Assert.Throws<ArgumentException>(() => index.Upsert(new VideoRecord("zero", new float[2])));
        Assert.Throws<ArgumentException>(() => index.Search(new float[2]));
    }

    [Fact]
    public void A_filter_chooses_who_takes_part()
    {
        var records = Vectors.Records(2000, 8).Select((record, i) => new VideoRecord(record.Key, record.Embedding)
        {
            Title = i % 3 == 0 ? null : $"Title {i}",
            Metadata = i % 2 == 0 ? new Dictionary<string, string> { ["camera"] = $"{i % 10}" } : new Dictionary<string, string>(),
        }).ToArray();
        using var index = new VideoIndex(8);
        index.Upsert(records);
        var query = Vectors.Queries(1, 8)[0];
        // Neither a missing name nor a missing title ends the search.
        var found = index.Search(query, new() { Filter = video => video.Metadata["camera"] == "4" && video.Title!.StartsWith("Title 1") });
        var expected = records.Where(video => video.Metadata.GetValueOrDefault("camera") == "4" && video.Title?.StartsWith("Title 1", StringComparison.Ordinal) == true);
        Vectors.AssertSame(Vectors.BruteForce(expected, query, 10), found);
        Assert.Equal(found.Select(each => each.Key), index.Search([.. Enumerable.Repeat(query, 5)], new() { Filter = video => video.Metadata["camera"] == "4" && video.Title!.StartsWith("Title 1") })[3].Select(each => each.Key));
        Assert.Empty(index.Search(query, new() { Filter = video => false }));
        Assert.Equal("boom", Assert.Throws<InvalidOperationException>(() => index.Search(query, new() { Filter = video => Throw() })).Message);
    }

    [Fact]
    public void Results_name_the_frames_that_matched()
    {
        using var index = new VideoIndex(2, new() { Storage = EmbeddingStorage.Float16 });
        index.Upsert(new VideoRecord("a", new float[] { 1, 0 })
        {
            Frames = [.. Enumerable.Range(0, 5).Select(i => new VideoFrameEmbedding(TimeSpan.FromSeconds(i), new float[] { i == 3 ? 4 : i, 0 }))],
        });
        var found = index.Search(new VideoQuery(new float[] { 1, 0 }), new() { MatchedFrames = 3 })[0];
        // Equal frames in the order of time.
        Assert.Equal([new(TimeSpan.FromSeconds(3), 4f), new(TimeSpan.FromSeconds(4), 4f), new(TimeSpan.FromSeconds(2), 2f)], found.Frames);
        Assert.Empty(index.Search(new float[] { 1, 0 })[0].Frames);
        Assert.Equal(5, found.Record.Frames.Count);
    }

    [Fact]
    public void The_second_stage_orders_the_candidates_anew()
    {
        using var index = new VideoIndex(1);
        index.Upsert(Enumerable.Range(0, 500).Select(i => new VideoRecord($"{i:D3}", new float[] { i })));
        var reranker = new Reranker((text, candidates) => [.. candidates.Select(each => text == "odd" ? int.Parse(each.Key) % 2 : 0f)]);
        var found = index.Search(new VideoQuery(new float[] { 1 }, "odd"), new() { Top = 3, Candidates = 20, Reranker = reranker });
        Assert.Equal(20, reranker.Seen);
        Assert.Equal([("499", 499f, 1f), ("497", 497f, 1f), ("495", 495f, 1f)], found.Select(each => (each.Key, each.Score, each.RerankScore!.Value)));
        // At least as many candidates as results.
        Assert.Equal(50, index.Search(new VideoQuery(new float[] { 1 }, "odd"), new() { Top = 50, Candidates = 1, Reranker = reranker }).Count);

        Assert.Throws<ArgumentException>(() => index.Search(new VideoQuery(new float[] { 1 }), new() { Reranker = reranker }));
        Assert.Throws<InvalidOperationException>(() => index.Search(new VideoQuery(new float[] { 1 }, "x"), new() { Reranker = new Reranker((_, _) => [1]) }));
        Assert.Throws<InvalidOperationException>(() => index.Search(new VideoQuery(new float[] { 1 }, "x"), new() { Reranker = new Reranker((_, all) => [.. all.Select(_ => float.NaN)]) }));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => index.Search(new VideoQuery(new float[] { 1 }, "x"), new() { Reranker = reranker }, cancelled.Token));
    }

    [Fact]
    public void Threshold_and_count_limit_the_results()
    {
        using var index = new VideoIndex(1);
        Assert.Empty(index.Search(new float[] { 1 }));
        Assert.Empty(index.Search([]));
        index.Upsert(Enumerable.Range(0, 100).Select(i => new VideoRecord($"{i:D3}", new float[] { i })));
        Assert.Equal(100, index.Search(new float[] { 1 }, top: 100_000).Count);
        Assert.Equal(["099", "098"], index.Search(new VideoQuery(new float[] { 1 }), new() { MinimumScore = 98 }).Select(each => each.Key));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_query_of_the_wrong_length_is_refused(int length) =>
        Assert.Contains("4 dimensions", Assert.Throws<ArgumentException>(() => new VideoIndex(4).Search(new float[length])).Message);

    [Fact]
    public void A_query_that_is_no_number_is_refused()
    {
        using var index = new VideoIndex(2);
        Assert.Throws<ArgumentException>(() => index.Search(new[] { float.NaN, 0 }));
        Assert.Throws<ArgumentException>(() => index.Search(new[] { 0, float.PositiveInfinity }));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(new float[2], top: 0));
    }

    private static bool Throw() => throw new InvalidOperationException("boom");

    private sealed class Reranker(Func<string, IReadOnlyList<VideoRecord>, IReadOnlyList<float>> score) : IVideoReranker
    {
        public int Seen { get; private set; }

        public IReadOnlyList<float> Score(string text, IReadOnlyList<VideoRecord> candidates, CancellationToken cancellationToken)
        {
            Seen = candidates.Count;
            return score(text, candidates);
        }
    }
}
