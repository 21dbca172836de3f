using System.Text.Json;
using Microsoft.ML.Umt;
using VideoSearch.Indexing;
using VideoSearch.Library;
using VideoSearch.Searching;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

/// <summary>The same search through the embedded index and through a database.</summary>
public sealed class StoreTests : IDisposable
{
    private static readonly string[] Colours = ["red", "lime", "blue", "yellow", "cyan", "0x804020"];

    private readonly TestFolder _videos = new(), _data = new(), _other = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Both_stores_give_the_same_ranking_scores_and_moments()
    {
        MakeVideos();
        var embedded = await RankAsync(StoreKind.Index, _data.Path);
        var database = await RankAsync(StoreKind.DuckDb, _other.Path);

        Assert.Equal(embedded, database);
        Assert.Equal(5 * (Colours.Length + 1), embedded.Count);
        Assert.True(File.Exists(Path.Combine(_other.Path, "index", "segments.duckdb")));
    }

    [Fact]
    public async Task Another_store_is_filled_without_reading_a_video()
    {
        MakeVideos();
        var first = await RankAsync(StoreKind.Index, _data.Path);

        await using var server = await StartAsync(StoreKind.DuckDb, _data.Path);
        var second = await RankAsync(server);

        Assert.Equal(first, second);
        Assert.Equal(0, server.Model.Reads);
    }

    [Theory]
    [InlineData(nameof(StoreKind.Index))]
    [InlineData(nameof(StoreKind.DuckDb))]
    public async Task A_store_remembers_what_was_added_and_forgets_what_was_removed(string name)
    {
        var store = Enum.Parse<StoreKind>(name);
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["blue.mp4"], 1, "blue");
        await using (var server = await StartAsync(store, _data.Path))
            await server.AddAsync(_videos.Path);

        await using (var server = await StartAsync(store, _data.Path))
        {
            Assert.Equal(["blue.mp4", "red.mp4"], (await server.SearchAsync("blue")).Select(Name));
            File.Delete(_videos["blue.mp4"]);
            await server.AddAsync(_videos.Path);
            await server.WaitAsync(_ => server.Catalog.Summaries()[0].Ready == 1);
            Assert.Equal(["red.mp4"], (await server.SearchAsync("blue")).Select(Name));
        }
    }

    [Theory]
    [InlineData("colours-1")]
    [InlineData("colours-2")]
    public async Task A_store_that_was_put_aside_is_brought_up_to_date_when_it_is_used_again(string laterModel)
    {
        Ffmpeg.Colours(_videos["changes.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["goes.mp4"], 1, "lime");
        await using (var server = await StartAsync(StoreKind.Index, _data.Path))
            await server.AddAsync(_videos.Path);

        Ffmpeg.Colours(_videos["changes.mp4"], 1.5, "blue");
        File.Delete(_videos["goes.mp4"]);
        await using (var server = await StartAsync(StoreKind.DuckDb, _data.Path, laterModel))
        {
            await server.AddAsync(_videos.Path);
            await server.WaitAsync(_ => server.Catalog.Summaries()[0].Ready == 1);
        }

        await using (var server = await StartAsync(StoreKind.Index, _data.Path, laterModel))
        {
            await server.WaitAsync(progress => progress.State == IndexingState.Done);
            var found = Assert.Single(await server.SearchAsync("blue"));
            Assert.Equal("changes.mp4", Name(found));
            Assert.True(found.GetProperty("score").GetDouble() > 0.95);
            Assert.Equal(0, server.Model.Reads);
        }

        // Nothing is left of what was, also where no search shows it.
        var settings = new SearchSettings { DataFolder = _data.Path, AllowedFolders = [_videos.Path] };
        using var store = VectorStores.Open(settings);
        using var records = store.GetCollection<string, VideoRecord>("segments", VideoRecord.CreateDefinition(3));
        var keys = new List<string>();
        await foreach (var record in records.GetAsync(record => true, 100))
            keys.Add(record.Key);
        Assert.Equal([SegmentKey.Of(Assert.Single(new ClipCatalog(settings).SegmentCounts()).Key, 0)], keys);
    }

    private void MakeVideos()
    {
        foreach (string colour in Colours)
            Ffmpeg.Colours(_videos[$"{colour}.mp4"], 1, colour);
        // Two pieces, of which the second is found.
        Ffmpeg.Colours(_videos["long.mp4"], 10, "gray", "red");
    }

    private Task<SearchServer> StartAsync(StoreKind store, string data, string model = "colours-1") =>
        SearchServer.StartAsync(_videos.Path, data, new ColourModel { Fingerprint = model }, settings => settings with { Store = store });

    private async Task<IReadOnlyList<string>> RankAsync(StoreKind store, string data)
    {
        await using var server = await StartAsync(store, data);
        await server.AddAsync(_videos.Path);
        return await RankAsync(server);
    }

    private static async Task<IReadOnlyList<string>> RankAsync(SearchServer server)
    {
        var lines = new List<string>();
        foreach (string text in (string[])["red", "green", "blue", "red and green", "anything"])
        {
            foreach (var hit in await server.SearchAsync(text))
                lines.Add($"{text}: {Name(hit)} {hit.GetProperty("score")} {hit.GetProperty("moments")}");
        }
        return lines;
    }

    private static string Name(JsonElement hit) => hit.GetProperty("name").GetString()!;
}
