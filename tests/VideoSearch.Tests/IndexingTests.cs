using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.VectorData;
using VideoSearch.Indexing;
using VideoSearch.Searching;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

public sealed class IndexingTests : IDisposable
{
    private readonly TestFolder _videos = new(), _data = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Files_that_cannot_be_read_are_listed_with_the_reason()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        File.WriteAllBytes(_videos["noise.mp4"], [.. Enumerable.Range(0, 4000).Select(i => (byte)(i * 7919 >> 3))]);
        File.WriteAllText(_videos["empty.mp4"], "");
        File.WriteAllText(_videos["notes.txt"], "not a video");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        var library = await server.Client.GetFromJsonAsync<JsonElement>("/api/library");
        var folder = library.GetProperty("folders")[0];
        Assert.Equal((1, 2), (folder.GetProperty("ready").GetInt32(), folder.GetProperty("failed").GetInt32()));
        var failures = library.GetProperty("failures").EnumerateArray().ToDictionary(file => file.GetProperty("name").GetString()!, file => file.GetProperty("problem").GetString()!);
        Assert.Equal(["empty.mp4", "noise.mp4"], failures.Keys.Order());
        Assert.Contains("empty", failures["empty.mp4"]);
        Assert.All(failures.Values, problem => Assert.DoesNotContain(_videos.Path, problem));
        var progress = server.Indexer.Progress.Latest;
        Assert.Equal((IndexingState.Done, 3, 3, 2), (progress.State, progress.Total, progress.Done, progress.Failed));
    }

    [Fact]
    public async Task Progress_arrives_as_events_and_indexing_can_be_stopped()
    {
        for (int i = 0; i < 6; i++)
            Ffmpeg.Colours(_videos[$"{i}.mp4"], 0.5, "red");
        using var go = new SemaphoreSlim(0);
        var model = new ColourModel { BeforeVideo = (_, token) => go.Wait(token) };
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model);
        await using var stream = await server.Client.GetStreamAsync("/api/events");
        using var events = new StreamReader(stream);
        await server.Client.PostAsJsonAsync("/api/folders", new { path = _videos.Path });

        go.Release(2);
        var two = await NextAsync(events, progress => progress.GetProperty("done").GetInt32() == 2);
        Assert.Equal("Indexing", two.GetProperty("state").GetString());
        Assert.Equal(6, two.GetProperty("total").GetInt32());
        Assert.Equal("2.mp4", two.GetProperty("file").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await server.Client.PostAsync("/api/indexing/cancel", null)).StatusCode);
        var stopped = await NextAsync(events, progress => progress.GetProperty("state").GetString() == "Cancelled");

        Assert.Equal(2, stopped.GetProperty("done").GetInt32());
        Assert.Equal(2, (await server.SearchAsync("red")).Count);

        // Going on reads the rest, and only the rest.
        go.Release(100);
        await server.AddAsync(_videos.Path);
        Assert.Equal(6, model.Reads);
        Assert.Equal(6, (await server.SearchAsync("red")).Count);
    }

    [Fact]
    public async Task Only_what_has_changed_is_read_again()
    {
        Ffmpeg.Colours(_videos["stays.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["changes.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["goes.mp4"], 1, "red");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string folder = await server.AddAsync(_videos.Path);
        Assert.Equal(3, server.Model.Reads);

        File.Delete(_videos["goes.mp4"]);
        Ffmpeg.Colours(_videos["changes.mp4"], 1.5, "lime");
        Ffmpeg.Colours(_videos["comes.mp4"], 1, "blue");
        await server.Client.PostAsync($"/api/folders/{folder}/refresh", null);
        await server.WaitAsync(progress => progress.State == IndexingState.Done && server.Model.Reads == 5);

        Assert.Equal("stays.mp4", (await server.SearchAsync("red"))[0].GetProperty("name").GetString());
        Assert.Equal("changes.mp4", (await server.SearchAsync("green"))[0].GetProperty("name").GetString());
        Assert.Equal("comes.mp4", (await server.SearchAsync("blue"))[0].GetProperty("name").GetString());
        Assert.Equal(3, (await server.SearchAsync("red")).Count);
    }

    [Fact]
    public async Task A_removed_folder_is_forgotten_and_its_files_stay()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string folder = await server.AddAsync(_videos.Path);
        string id = (await server.SearchAsync("red"))[0].GetProperty("id").GetString()!;

        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync($"/api/folders/{folder}")).StatusCode);

        Assert.Empty(await server.SearchAsync("red"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/media/{id}/video")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.DeleteAsync($"/api/folders/{folder}")).StatusCode);
        Assert.True(File.Exists(_videos["red.mp4"]));
    }

    [Fact]
    public async Task The_library_is_there_again_after_a_restart_without_reading_videos()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["blue.mp4"], 1, "blue");
        await using (var server = await SearchServer.StartAsync(_videos.Path, _data.Path))
            await server.AddAsync(_videos.Path);

        await using (var server = await SearchServer.StartAsync(_videos.Path, _data.Path))
        {
            await server.WaitAsync(progress => progress.State == IndexingState.Done);
            Assert.Equal("blue.mp4", (await server.SearchAsync("blue"))[0].GetProperty("name").GetString());
            Assert.Equal(0, server.Model.Reads);
        }

        // Vectors of another model mean nothing to this one.
        await using (var server = await SearchServer.StartAsync(_videos.Path, _data.Path, new ColourModel { Fingerprint = "colours-2" }))
        {
            await server.WaitAsync(progress => progress.State == IndexingState.Done);
            Assert.Equal(2, server.Model.Reads);
            Assert.Equal("blue.mp4", (await server.SearchAsync("blue"))[0].GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task A_text_beside_a_video_is_its_caption()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        File.WriteAllText(_videos["red.txt"], "<script>alert(1)</script>\n\n  and   more" + new string('x', 10_000));
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        string caption = (await server.SearchAsync("red"))[0].GetProperty("caption").GetString()!;
        Assert.StartsWith("<script>alert(1)</script> and morex", caption);
        Assert.True(caption.Length <= 300);
    }

    [Fact]
    public async Task A_video_that_the_store_did_not_take_is_read_again()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        HookedStore store = null!;
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, store: settings => store = new HookedStore(VectorStores.Open(settings)));

        store.BeforeUpsert = _ => throw new VectorStoreException("The disk is full.");
        await server.Client.PostAsJsonAsync("/api/folders", new { path = _videos.Path });
        await UntilAsync(server, IndexingState.Failed);
        Assert.Equal((0, 0), (server.Catalog.Summaries()[0].Ready, server.Catalog.Summaries()[0].Failed));
        Assert.Empty(await server.SearchAsync("red"));

        // A visitor ends it just when the store is being written to.
        store.BeforeUpsert = _ => server.Indexer.Cancel();
        await server.Client.PostAsJsonAsync("/api/folders", new { path = _videos.Path });
        await UntilAsync(server, IndexingState.Cancelled);
        Assert.Equal(1, server.Catalog.Summaries()[0].Ready);
        Assert.Equal("red.mp4", Assert.Single(await server.SearchAsync("red")).GetProperty("name").GetString());
        Assert.Equal(2, server.Model.Reads);
    }

    [LinksFact]
    public async Task One_odd_file_does_not_stop_those_after_it()
    {
        foreach (string name in (string[])["bad.mp4", "later.mp4", "red.mp4"])
            Ffmpeg.Colours(_videos[name], 1, "red");
        Run("mkfifo pipe.mp4 red.txt");
        // Names that are no UTF-8, and look the same when they are read as such. Other systems refuse them.
        bool hasOddNames = OperatingSystem.IsLinux();
        if (hasOddNames)
            Run("cp red.mp4 \"$(printf 'odd\\377.mp4')\" && cp red.mp4 \"$(printf 'odd\\376.mp4')\"");
        try
        {
            var model = new ColourModel();
            model.BeforeVideo = (video, _) =>
            {
                if (video.Path!.EndsWith("bad.mp4", StringComparison.Ordinal))
                    throw new InvalidOperationException($"Not this one: {video.Path}");
            };
            await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model);
            string folder = await server.AddAsync(_videos.Path);

            Assert.Equal(["later.mp4", "red.mp4"], (await server.SearchAsync("red")).Select(hit => hit.GetProperty("name").GetString()));
            Assert.All(await server.SearchAsync("red"), hit => Assert.Equal(JsonValueKind.Null, hit.GetProperty("caption").ValueKind));
            var failures = server.Catalog.Failures(10).ToDictionary(file => file.RelativePath, file => file.Problem);
            Assert.Equal(hasOddNames ? ["bad.mp4", "odd\uFFFD.mp4", "pipe.mp4"] : ["bad.mp4", "pipe.mp4"], failures.Keys.Order(StringComparer.Ordinal));
            Assert.Contains("log says more", failures["bad.mp4"]);
            Assert.Contains("not a regular file", failures["pipe.mp4"]);
            if (hasOddNames)
                Assert.Contains("UTF-8", failures["odd\uFFFD.mp4"]);
            Assert.All(failures.Values, problem => Assert.DoesNotContain(_videos.Path, problem));
            Assert.Equal(failures.Count, server.Indexer.Progress.Latest.Failed);

            // What failed for no reason of its own is tried again, and only that.
            model.BeforeVideo = (_, _) => { };
            await server.Client.PostAsync($"/api/folders/{folder}/refresh", null);
            await server.WaitAsync(progress => progress.State == IndexingState.Done && server.Catalog.Summaries()[0].Ready == 3);
            Assert.Equal(3, model.Reads);
        }
        finally
        {
            // .NET cannot name them to delete them.
            Run("rm -f odd*.mp4");
        }
    }

    private void Run(string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = _videos.Path })!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }

    private static async Task UntilAsync(SearchServer server, IndexingState state)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var progress in server.Indexer.Progress.Read(limit.Token))
        {
            if (progress.State == state)
                return;
        }
    }

    private static async Task<JsonElement> NextAsync(StreamReader events, Func<JsonElement, bool> wanted)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string kind = "";
        while (await events.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line[7..];
            if (kind != "indexing" || !line.StartsWith("data: ", StringComparison.Ordinal))
                continue;
            var progress = JsonSerializer.Deserialize<JsonElement>(line[6..]);
            if (wanted(progress))
                return progress;
        }
        throw new InvalidOperationException("The events ended.");
    }
}
