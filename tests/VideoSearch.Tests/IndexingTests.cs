using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VideoSearch.Indexing;
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
