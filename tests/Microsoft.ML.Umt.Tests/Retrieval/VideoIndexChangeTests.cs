namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexChangeTests
{
    [Fact]
    public void Videos_come_change_and_go()
    {
        using var index = new VideoIndex(2);
        index.Add(new VideoRecord("a", new float[] { 1, 0 }) { Title = "first" });
        Assert.Contains("Upsert", Assert.Throws<ArgumentException>(() => index.Add(new VideoRecord("a", new float[] { 1, 0 }))).Message);
        index.Upsert(new VideoRecord("a", new float[] { 0, 1 }) { Title = "second" });
        Assert.Equal((1, "second", 1f), (index.Count, index.Find("a")!.Title, index.Search(new float[] { 0, 1 })[0].Score));
        // The last of a key wins, in one call too.
        index.Upsert([new VideoRecord("b", new float[] { 1, 1 }), new VideoRecord("b", new float[] { 3, 3 })]);
        Assert.Equal(6, index.Search(new float[] { 1, 1 })[0].Score);
        Assert.Equal(2, index.Count);
        Assert.Equal(["a", "b"], index.Keys);
        Assert.True(index.Remove("a"));
        Assert.False(index.Remove("a"));
        Assert.Equal(1, index.Remove(["b", "b", "unknown"]));
        Assert.Empty(index.Search(new float[] { 1, 1 }));
        Assert.Null(index.Find("a"));
        Assert.False(index.Contains("a"));
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => index.Upsert(new VideoRecord("c", new float[2])));
    }

    [Fact]
    public void A_batch_with_one_bad_record_changes_nothing()
    {
        using var index = new VideoIndex(4);
        index.Upsert(Vectors.Records(10, 4));
        var bad = Vectors.Records(1000, 4, seed: 9).ToList();
        bad[700] = new VideoRecord("bad", new[] { 1, float.NaN, 0, 0 });
        Assert.Contains("'bad'", Assert.Throws<ArgumentException>(() => index.Upsert(bad)).Message);
        Assert.Equal(10, index.Count);
        Vectors.AssertSame(Vectors.BruteForce(Vectors.Records(10, 4), Vectors.Queries(1, 4)[0], 10), index.Search(Vectors.Queries(1, 4)[0]));
    }

    [Fact]
    public void The_index_keeps_copies()
    {
        var (values, metadata) = (new float[] { 1, 2 }, new Dictionary<string, string> { ["a"] = "1" });
        using var index = new VideoIndex(2);
        index.Upsert(new VideoRecord("k", values) { Metadata = metadata, Frames = [new(TimeSpan.Zero, values)] });
        values[0] = 99;
        metadata["a"] = "2";
        var found = index.Find("k")!;
        Assert.Equal([1f, 2f], found.Embedding.ToArray());
        Assert.Equal([1f, 2f], found.Frames[0].Embedding.ToArray());
        Assert.Equal("1", found.Metadata["a"]);
    }

    [Fact]
    public void Space_of_removed_videos_is_used_again()
    {
        using var index = new VideoIndex(4);
        var records = Vectors.Records(7000, 4);
        index.Upsert(records);
        for (var round = 0; round < 5; round++)
            index.Upsert(records);
        index.Remove(records.Take(6500).Select(record => record.Key));
        Assert.Equal(500, index.Count);
        Assert.Equal(records.Skip(6500).Select(record => record.Key), index.Keys);
        var query = Vectors.Queries(1, 4)[0];
        Vectors.AssertSame(Vectors.BruteForce(records.Skip(6500), query, 10), index.Search(query));
        Assert.Equal(records[6999].Embedding.ToArray(), index.Find(records[6999].Key)!.Embedding.ToArray());
    }

    [Fact]
    public async Task Readers_never_see_half_a_change()
    {
        const int Videos = 300;
        using var index = new VideoIndex(2);
        index.Upsert(Generation(0));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var searches = 0;
            while (!stop.IsCancellationRequested || searches == 0)
            {
                // Every video is in the results, all of one generation.
                var found = reader == 0 ? index.Search(new float[] { 1, 0 }, Videos) : index.Search([.. Enumerable.Repeat(new VideoQuery(new float[] { 1, 0 }), 4)], new() { Top = Videos })[2];
                Assert.Equal(Videos, found.Count);
                Assert.Single(found.Select(each => each.Score).Distinct());
                searches++;
            }
        })).ToArray();
        for (var generation = 1; generation < 200; generation++)
            index.Upsert(Generation(generation));
        stop.Cancel();
        await Task.WhenAll(readers);

        static IEnumerable<VideoRecord> Generation(int number) => Enumerable.Range(0, Videos).Select(i => new VideoRecord($"{i:D4}", new float[] { number, 1 }));
    }

    public static TheoryData<string, VideoRecord> BadRecords => new()
    {
        { "key", new VideoRecord("", new float[2]) },
        { "1024", new VideoRecord(new string('k', 1025), new float[2]) },
        { "U+000A", new VideoRecord("a\nb", new float[2]) },
        { "Unicode", new VideoRecord("\uD800", new float[2]) },
        { "3 values", new VideoRecord("a", new float[3]) },
        { "finite", new VideoRecord("a", new[] { float.NaN, 0 }) },
        { "zero character", new VideoRecord("a", new float[2]) { Title = "x\0y" } },
        { "32768", new VideoRecord("a", new float[2]) { Title = new string('x', 40_000) } },
        { "metadata", new VideoRecord("a", new float[2]) { Metadata = Enumerable.Range(0, 65).ToDictionary(i => $"{i}", i => "") } },
        { "without a name", new VideoRecord("a", new float[2]) { Metadata = new Dictionary<string, string> { [""] = "x" } } },
        { "65536", new VideoRecord("a", new float[2]) { Metadata = new Dictionary<string, string> { ["a"] = new string('x', 40_000), ["b"] = new string('x', 40_000) } } },
        { "negative time", new VideoRecord("a", new float[2]) { Frames = [new(TimeSpan.FromSeconds(-1), new float[2])] } },
        { "16777216", new VideoRecord("a", new float[300]) { Frames = [.. Enumerable.Repeat(new VideoFrameEmbedding(TimeSpan.Zero, new float[300]), 60_000)] } },
        { "1 values", new VideoRecord("a", new float[2]) { Frames = [new(TimeSpan.Zero, new float[1])] } },
    };

    [Theory]
    [MemberData(nameof(BadRecords), DisableDiscoveryEnumeration = true)]
    public void Bad_records_are_refused_with_a_reason(string reason, VideoRecord record)
    {
        using var index = new VideoIndex(record.Embedding.Length == 300 ? 300 : 2);
        Assert.Contains(reason, Assert.Throws<ArgumentException>(() => index.Upsert(record)).Message);
        Assert.Equal(0, index.Count);
    }
}
