using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Tests.Retrieval;

/// <summary>What every vector store of video records has to do; each store's tests run all of it.</summary>
public abstract class VectorStoreContract : IDisposable
{
    private const int Dimensions = 24;
    private VectorStore? _store;

    /// <summary>Names of all that is to be run.</summary>
    public static TheoryData<string> Tests => [.. Methods.Select(method => method.Name)];

    private static IEnumerable<MethodInfo> Methods => typeof(VectorStoreContract).GetMethods().Where(method => method.IsDefined(typeof(ContractAttribute)));

    protected VectorStore Store => _store ??= Open();

    private VectorStoreCollection<string, VideoRecord> Videos => Store.GetCollection<string, VideoRecord>("contract-videos", VideoRecord.CreateDefinition(Dimensions));

    public virtual void Dispose()
    {
        _store?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs one of <see cref="Tests"/>.</summary>
    protected Task RunAsync(string test) => (Task)Methods.Single(method => method.Name == test).Invoke(this, BindingFlags.DoNotWrapExceptions, null, null, null)!;

    /// <summary>The store, with what it held when it was open before.</summary>
    protected abstract VectorStore Open();

    [Contract]
    public async Task Records_come_back_as_they_went_in()
    {
        await CreateAsync();
        Assert.Null(await Videos.GetAsync("unknown"));
        foreach (var record in Records())
        {
            AssertSame(record, await Videos.GetAsync(record.Key, new() { IncludeVectors = true }));
            var bare = (await Videos.GetAsync(record.Key))!;
            Assert.Equal((0, 0, record.Title), (bare.Embedding.Length, bare.Frames.Count, bare.Title));
        }
        var several = await ListAsync(Videos.GetAsync(["clip-00003.mp4", "unknown", "clip-00001.mp4"]));
        Assert.Equal(["clip-00001.mp4", "clip-00003.mp4"], several.Select(record => record.Key).Order());
    }

    [Contract]
    public async Task Records_are_replaced_and_deleted()
    {
        await CreateAsync();
        await Videos.UpsertAsync(new VideoRecord("clip-00001.mp4", new float[Dimensions]) { Title = "new" });
        AssertSame(new VideoRecord("clip-00001.mp4", new float[Dimensions]) { Title = "new" }, await Videos.GetAsync("clip-00001.mp4", new() { IncludeVectors = true }));
        // The last of a key wins.
        await Videos.UpsertAsync([new VideoRecord("twice", new float[Dimensions]) { Title = "1" }, new VideoRecord("twice", new float[Dimensions]) { Title = "2" }]);
        Assert.Equal("2", (await Videos.GetAsync("twice"))!.Title);
        await Videos.DeleteAsync("twice");
        await Videos.DeleteAsync("unknown");
        await Videos.DeleteAsync(["clip-00002.mp4", "clip-00003.mp4"]);
        Assert.Null(await Videos.GetAsync("twice"));
        Assert.Null(await Videos.GetAsync("clip-00003.mp4"));
        Assert.Equal(Records().Length - 2, (await ListAsync(Videos.GetAsync(video => true, 1000))).Count);
        // One that cannot be kept, and none is.
        await Assert.ThrowsAsync<ArgumentException>(() => Videos.UpsertAsync([new VideoRecord("good", new float[Dimensions]), new VideoRecord("bad", new float[3])]));
        Assert.Null(await Videos.GetAsync("good"));
    }

    [Contract]
    public async Task Everything_is_still_there_when_the_store_is_opened_again()
    {
        await CreateAsync();
        if (!IsPersistent)
            return;
        Store.Dispose();
        _store = null;
        Assert.True(await Videos.CollectionExistsAsync());
        foreach (var record in Records())
            AssertSame(record, await Videos.GetAsync(record.Key, new() { IncludeVectors = true }));
    }

    [Contract]
    public async Task The_ranking_is_that_of_the_embedded_index()
    {
        await CreateAsync();
        using var index = new VideoIndex(Dimensions);
        index.Upsert(Records());
        foreach (var query in Vectors.Queries(20, Dimensions))
        {
            var options = new VideoSearchOptions { Top = 25, MatchedFrames = 2 };
            Same(index.Search(query, options), await Videos.SearchVideosAsync(query, options));
            options.Filter = video => video.Title != "Title 3" && video.Metadata["camera"] == "1";
            Same(index.Search(query, options), await Videos.SearchVideosAsync(query, options));
            options.MinimumScore = 0.1f;
            Same(index.Search(query, options), await Videos.SearchVideosAsync(query, options));
            var reranked = new VideoSearchOptions { Top = 5, Candidates = 30, Reranker = new ByKey() };
            Same(index.Search(query with { Text = "x" }, reranked), await Videos.SearchVideosAsync(query with { Text = "x" }, reranked));
        }
        // Many with the same score, of which only some fit.
        var equal = new VideoQuery(new float[Dimensions]);
        Same(index.Search(equal, new() { Top = 30 }), await Videos.SearchVideosAsync(equal, new() { Top = 30 }));
        Assert.Equal(["B\U0001F600", "clip-00000.mp4"], (await Videos.SearchVideosAsync(equal, new() { Top = 2 })).Select(each => each.Key));

        static void Same(IReadOnlyList<VideoSearchResult> expected, IReadOnlyList<VideoSearchResult> found)
        {
            Assert.Equal(expected.Select(each => (each.Key, each.Score, each.RerankScore)), found.Select(each => (each.Key, each.Score, each.RerankScore)));
            Assert.Equal(expected.SelectMany(each => each.Frames), found.SelectMany(each => each.Frames));
            Assert.All(expected.Zip(found), pair => AssertSame(pair.First.Record, pair.Second.Record));
        }
    }

    [Contract]
    public async Task Search_pages_and_takes_embeddings_in_every_form()
    {
        await CreateAsync();
        var query = Vectors.Queries(1, Dimensions)[0];
        var all = await ListAsync(Videos.SearchAsync(query.Embedding, 30));
        Assert.Equal(Vectors.BruteForce(Records(), query, 30), all.Select(each => (each.Record.Key, (float)each.Score!.Value)));
        Assert.All(all, each => Assert.True(each.Record.Embedding.IsEmpty));
        var page = await ListAsync(Videos.SearchAsync(query.Embedding.ToArray(), 10, new() { Skip = 7, IncludeVectors = true, VectorProperty = video => video.Embedding }));
        Assert.Equal(all.Skip(7).Take(10).Select(each => each.Record.Key), page.Select(each => each.Record.Key));
        Assert.All(page, each => Assert.Equal(Dimensions, each.Record.Embedding.Length));
        Assert.Equal(all[0].Record.Key, (await ListAsync(Videos.SearchAsync(new Embedding<float>(query.Embedding), 1)))[0].Record.Key);
        Assert.Equal(all[0].Record.Key, (await ListAsync(Videos.SearchAsync(query, 1)))[0].Record.Key);
        Assert.Equal(3, (await ListAsync(Videos.SearchAsync(query, 30, new() { ScoreThreshold = all[2].Score }))).Count);

        await Assert.ThrowsAsync<NotSupportedException>(() => ListAsync(Videos.SearchAsync("words", 1)));
        await Assert.ThrowsAsync<NotSupportedException>(() => ListAsync(Videos.SearchAsync(5, 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(Videos.SearchAsync(new float[3], 1)));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(Videos.SearchAsync(query, 1, new() { VectorProperty = video => video.Title })));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(Videos.SearchAsync(query, 0)));
        var definition = VideoRecord.CreateDefinition(Dimensions);
        definition.EmbeddingGenerator = new Generator(query.Embedding);
        var byWords = Store.GetCollection<string, VideoRecord>("contract-videos", definition);
        Assert.Equal(all[0].Record.Key, (await ListAsync(byWords.SearchAsync("words", 1)))[0].Record.Key);
    }

    [Contract]
    public async Task Filters_mean_what_they_mean_in_memory()
    {
        await CreateAsync();
        string[] some = ["clip-00004.mp4", "clip-00005.mp4", "unknown"];
        var title = "Title 3";
        string? absent = null;
        Expression<Func<VideoRecord, bool>>[] filters =
        [
            video => video.Title == title,
            video => video.Title != "Title 3",
            video => video.Title == null,
            video => video.Path != null && !(video.Title == "Title 3" || video.Key == "clip-00001.mp4"),
            video => video.Metadata["camera"] == "1",
            video => video.Metadata["camera"] != "1",
            video => video.Metadata.ContainsKey("cam'era\"/~"),
            video => video.Metadata["cam'era\"/~"] == "it's \"50%\"",
            video => video.Title!.StartsWith("Title"),
            video => video.Title!.EndsWith("3"),
            video => video.Title!.Contains("tle 1"),
            video => video.Title!.Contains("50%_"),
            video => video.Title!.StartsWith(""),
            video => video.Title!.EndsWith(""),
            video => video.Title!.Contains(""),
            video => !video.Title!.Contains(""),
            video => video.Title!.Contains(absent!) || video.Title!.StartsWith(absent!) || video.Title!.EndsWith(absent!),
            video => video.Metadata["camera"].Contains(""),
            video => video.Key.Contains(video.Title!),
            video => string.IsNullOrEmpty(video.Path),
            video => some.Contains(video.Key),
            video => some.ToList().Contains(video.Title!),
            video => video.Key == some[0] || video.Title == "'; DROP TABLE \"contract-videos\"; --",
            video => true,
            video => false,
        ];
        foreach (var filter in filters)
        {
            using var index = new VideoIndex(Dimensions);
            index.Upsert(Records());
            var expected = await ListAsync(index.AsCollection().GetAsync(filter, 1000));
            Assert.True(expected.Select(each => each.Key).SequenceEqual((await ListAsync(Videos.GetAsync(filter, 1000))).Select(each => each.Key)), filter.ToString());
        }
        Assert.True(await Videos.CollectionExistsAsync());
    }

    [Contract]
    public async Task Records_are_listed_in_the_order_that_is_asked_for()
    {
        await CreateAsync();
        Assert.Equal(["B\U0001F600", "clip-00000.mp4", "clip-00001.mp4"], (await ListAsync(Videos.GetAsync(video => true, 3))).Select(each => each.Key));
        var down = await ListAsync(Videos.GetAsync(video => video.Title != null, 1000, new() { OrderBy = order => order.Descending(video => video.Title).Ascending(video => video.Key), Skip = 1 }));
        var expected = Records().Where(record => record.Title is not null).OrderByDescending(record => record.Title, StringComparer.Ordinal).ThenBy(record => record.Key, StringComparer.Ordinal).Skip(1);
        Assert.Equal(expected.Select(each => each.Key), down.Select(each => each.Key));
    }

    [Contract]
    public async Task Collections_come_and_go()
    {
        var other = Store.GetCollection<string, VideoRecord>("contract-other", VideoRecord.CreateDefinition(3, normalize: true));
        await other.EnsureCollectionDeletedAsync();
        Assert.False(await other.CollectionExistsAsync());
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => other.UpsertAsync(new VideoRecord("a", new float[] { 1, 2, 3 })));
        Assert.Equal(("contract-other", "Upsert"), (error.CollectionName, error.OperationName));
        await other.EnsureCollectionExistsAsync();
        await other.EnsureCollectionExistsAsync();
        await other.UpsertAsync(new VideoRecord("a", new float[] { 0, 0, 3 }));
        Assert.Equal(1, (await ListAsync(other.SearchAsync(new float[] { 0, 0, 7 }, 1)))[0].Score!.Value, 6);
        Assert.True(await Store.CollectionExistsAsync("contract-other"));
        Assert.Contains("contract-other", await ListAsync(Store.ListCollectionNamesAsync()));
        await Assert.ThrowsAsync<VectorStoreException>(() => Store.GetCollection<string, VideoRecord>("contract-other", VideoRecord.CreateDefinition(4)).EnsureCollectionExistsAsync());
        // What lies there was scaled to length one; without that, scores of old and new rows would mean different things.
        var unscaled = Store.GetCollection<string, VideoRecord>("contract-other", VideoRecord.CreateDefinition(3));
        await Assert.ThrowsAsync<VectorStoreException>(() => unscaled.EnsureCollectionExistsAsync());
        await AssertRefusesAsync(unscaled, new float[3]);
        await AssertRefusesAsync(Store.GetCollection<string, VideoRecord>("contract-other", VideoRecord.CreateDefinition(4)), new float[4]);
        Assert.Single(await ListAsync(other.SearchAsync(new float[] { 0, 0, 7 }, 2)));
        await Store.EnsureCollectionDeletedAsync("contract-other");
        Assert.False(await other.CollectionExistsAsync());
        Assert.DoesNotContain("contract-other", await ListAsync(Store.ListCollectionNamesAsync()));
        // Made again in the other way, it is refused to those who knew it before.
        await unscaled.EnsureCollectionExistsAsync();
        await unscaled.UpsertAsync(new VideoRecord("a", new float[] { 0, 0, 3 }));
        await AssertRefusesAsync(other, new float[] { 0, 0, 1 });
        await unscaled.EnsureCollectionDeletedAsync();

        static async Task AssertRefusesAsync(VectorStoreCollection<string, VideoRecord> videos, float[] embedding)
        {
            Assert.Equal("Upsert", (await Assert.ThrowsAsync<VectorStoreException>(() => videos.UpsertAsync(new VideoRecord("b", embedding)))).OperationName);
            Assert.Equal("Search", (await Assert.ThrowsAsync<VectorStoreException>(() => ListAsync(videos.SearchAsync(embedding, 1)))).OperationName);
            await Assert.ThrowsAsync<VectorStoreException>(() => videos.SearchVideosAsync(new VideoQuery(embedding)));
            await Assert.ThrowsAsync<VectorStoreException>(() => videos.GetAsync("a"));
            await Assert.ThrowsAsync<VectorStoreException>(() => videos.DeleteAsync("a"));
        }
    }

    [Contract]
    public async Task Tables_of_others_are_neither_changed_nor_deleted()
    {
        if (VectorType is not { } vectors)
            return;
        // With it comes what the database needs for vectors.
        await CreateAsync();
        foreach (var columns in (string[])["id INTEGER, customer TEXT", $"id INTEGER, frames TEXT, embedding {vectors}", "key TEXT, path TEXT, title TEXT, metadata TEXT, frames TEXT, embedding TEXT"])
        {
            await ScalarAsync("DROP TABLE IF EXISTS \"contract-invoices\"");
            await ScalarAsync($"CREATE TABLE \"contract-invoices\" ({columns})");
            await ScalarAsync($"INSERT INTO \"contract-invoices\" ({columns[..columns.IndexOf(' ')]}) VALUES ('1')");
            var invoices = Store.GetCollection<string, VideoRecord>("contract-invoices", VideoRecord.CreateDefinition(3));
            Assert.False(await invoices.CollectionExistsAsync());
            Assert.DoesNotContain("contract-invoices", await ListAsync(Store.ListCollectionNamesAsync()));
            foreach (var operation in (Func<Task>[])
                [
                    () => invoices.EnsureCollectionExistsAsync(), () => invoices.EnsureCollectionDeletedAsync(), () => Store.EnsureCollectionDeletedAsync("contract-invoices"),
                    () => invoices.UpsertAsync(new VideoRecord("a", new float[3])), () => invoices.DeleteAsync("1"), () => ListAsync(invoices.SearchAsync(new float[3], 1)),
                ])
            {
                var error = await Assert.ThrowsAsync<VectorStoreException>(operation);
                Assert.Contains("'contract-invoices' in the database is no collection", error.Message);
                Assert.Contains("use another name", error.Message);
                Assert.DoesNotContain("delete", error.Message);
            }
            Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM \"contract-invoices\""));
        }
        await ScalarAsync("DROP TABLE \"contract-invoices\"");
        await Store.EnsureCollectionDeletedAsync("contract-invoices");

        // A collection that an earlier version made has no comment.
        await ScalarAsync("DROP TABLE IF EXISTS \"contract-old\"");
        await ScalarAsync($"CREATE TABLE \"contract-old\" (key TEXT PRIMARY KEY, path TEXT, title TEXT, metadata TEXT NOT NULL, frames TEXT, embedding {vectors} NOT NULL)");
        Assert.True(await Store.CollectionExistsAsync("contract-old"));
        Assert.Contains("contract-old", await ListAsync(Store.ListCollectionNamesAsync()));
        await Store.EnsureCollectionDeletedAsync("contract-old");
        Assert.False(await Store.CollectionExistsAsync("contract-old"));
    }

    [Contract]
    public async Task Names_that_could_mean_something_else_are_refused()
    {
        foreach (var name in (string[])["", "Upper", "1st", "../escape", "a\"; DROP TABLE x; --", "a\n", new string('a', 64)])
        {
            Assert.ThrowsAny<ArgumentException>(() => Store.GetCollection<string, VideoRecord>(name, VideoRecord.CreateDefinition(3)));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CollectionExistsAsync(name));
            await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.EnsureCollectionDeletedAsync(name));
        }
    }

    [Contract]
    public Task Other_types_and_missing_definitions_are_refused()
    {
        Assert.Throws<NotSupportedException>(() => Store.GetCollection<int, VideoRecord>("a", VideoRecord.CreateDefinition(3)));
        Assert.Throws<NotSupportedException>(() => Store.GetDynamicCollection("a", VideoRecord.CreateDefinition(3)));
        Assert.Throws<ArgumentException>(() => Store.GetCollection<string, VideoRecord>("a"));
        Assert.NotNull(Store.GetService(typeof(VectorStoreMetadata)));
        Assert.Equal("contract-videos", ((VectorStoreCollectionMetadata)Videos.GetService(typeof(VectorStoreCollectionMetadata))!).CollectionName);
        return Task.CompletedTask;
    }

    [Contract]
    public async Task Writers_and_readers_do_not_disturb_each_other()
    {
        await CreateAsync();
        var videos = Videos;
        var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await videos.UpsertAsync([new VideoRecord("shared", new float[Dimensions]), new VideoRecord($"{writer}-{i}", new float[Dimensions])]);
        }));
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                Assert.Equal(10, (await videos.SearchVideosAsync(Vectors.Queries(1, Dimensions)[0])).Count);
        }));
        await Task.WhenAll([.. writers, .. readers]);
        Assert.Equal(Records().Length + 31, (await ListAsync(videos.GetAsync(video => true, 1000))).Count);
    }

    /// <summary>Whether records outlive the store.</summary>
    protected virtual bool IsPersistent => true;

    /// <summary>In SQL, the type of three numbers; null where there is no SQL.</summary>
    protected virtual string? VectorType => null;

    /// <summary>Runs a command beside the store and gives its first value.</summary>
    protected virtual Task<object?> ScalarAsync(string command) => throw new NotSupportedException();

    private async Task CreateAsync()
    {
        await Videos.EnsureCollectionDeletedAsync();
        await Videos.EnsureCollectionExistsAsync();
        await Videos.UpsertAsync(Records());
    }

    private static VideoRecord[] Records() =>
    [
        .. Vectors.Records(200, Dimensions).Select((record, i) => new VideoRecord(record.Key, i < 40 ? Vectors.Records(1, Dimensions)[0].Embedding : record.Embedding)
        {
            Path = i % 2 == 0 ? $"/videos/{i}.mp4" : null,
            Title = (i % 5) switch { 0 => null, 4 => "50%_ '; DROP TABLE \"contract-videos\"; --", _ => $"Title {i % 5}" },
            Metadata = (i % 3) switch { 0 => new Dictionary<string, string>(), 1 => new() { ["camera"] = "1" }, _ => new() { ["camera"] = "2", ["cam'era\"/~"] = "it's \"50%\"" } },
            Frames = [.. Enumerable.Range(0, i % 4).Select(frame => new VideoFrameEmbedding(TimeSpan.FromSeconds(frame / 7.0), Vectors.Random(new Random(i + frame), Dimensions)))],
        }),
        new VideoRecord("B\U0001F600", new float[Dimensions]) { Title = "ä \U0001F600" },
    ];

    private static void AssertSame(VideoRecord expected, VideoRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal((expected.Key, expected.Path, expected.Title, expected.Payload), (actual.Key, actual.Path, actual.Title, actual.Payload));
        Assert.Equal(expected.Embedding.ToArray(), actual.Embedding.ToArray());
    }

    private static async Task<List<T>> ListAsync<T>(IAsyncEnumerable<T> source)
    {
        var list = new List<T>();
        await foreach (var item in source)
            list.Add(item);
        return list;
    }

    /// <summary>Marks what a store has to pass. (A fact of the base class could not be skipped for one store alone.)</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class ContractAttribute : Attribute;

    private sealed class ByKey : IVideoReranker
    {
        public IReadOnlyList<float> Score(string text, IReadOnlyList<VideoRecord> candidates, CancellationToken cancellationToken) =>
            [.. candidates.Select(each => each.Key.Length > 8 ? int.Parse(each.Key.AsSpan(5, 5)) % 7 : -1f)];
    }

    private sealed class Generator(ReadOnlyMemory<float> embedding) : IEmbeddingGenerator<string, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(_ => new Embedding<float>(embedding))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
