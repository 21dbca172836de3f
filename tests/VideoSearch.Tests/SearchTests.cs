using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VideoSearch.Library;
using VideoSearch.Searching;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

public sealed class SearchTests : IDisposable
{
    private readonly TestFolder _videos = new(), _data = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task The_best_video_comes_first_with_its_score_and_the_frames_that_matched()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 2, "red");
        Ffmpeg.Colours(_videos["later/blue then red.mp4"], 4, "blue", "red");
        Ffmpeg.Colours(_videos["green.avi"], 2, "lime");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        var hits = await server.SearchAsync("something red");

        Assert.Equal(["red.mp4", "blue then red.mp4", "green.avi"], hits.Select(hit => hit.GetProperty("name").GetString()));
        Assert.InRange(hits[0].GetProperty("score").GetDouble(), 0.99, 1.0001);
        Assert.InRange(hits[1].GetProperty("score").GetDouble(), 0.4, 0.6);
        Assert.EndsWith("later", hits[1].GetProperty("folder").GetString());
        var timeline = hits[1].GetProperty("timeline").EnumerateArray().ToList();
        Assert.Equal(4, timeline.Count);
        Assert.All(timeline, frame => Assert.Equal(frame.GetProperty("time").GetDouble() >= 4, frame.GetProperty("score").GetDouble() > 0.9));
    }

    [Fact]
    public async Task A_long_video_is_found_by_a_part_of_it()
    {
        Ffmpeg.Colours(_videos["long.mp4"], 10, "blue", "blue", "red", "blue");
        Ffmpeg.Colours(_videos["violet.mp4"], 2, "0xB000B0");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        var hits = await server.SearchAsync("red");

        Assert.Equal("long.mp4", hits[0].GetProperty("name").GetString());
        Assert.True(hits[0].GetProperty("score").GetDouble() > 0.95);
        Assert.Equal(16, hits[0].GetProperty("timeline").GetArrayLength());
        var best = hits[0].GetProperty("moments").EnumerateArray().MaxBy(frame => frame.GetProperty("score").GetDouble());
        Assert.InRange(best.GetProperty("time").GetDouble(), 20, 30);
    }

    [Fact]
    public async Task A_closer_look_puts_the_best_in_a_new_order()
    {
        Ffmpeg.Colours(_videos["half.mp4"], 2, "blue", "red");
        Ffmpeg.Colours(_videos["pinkish.mp4"], 2, "0xC060A0");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        var quick = await server.SearchAsync("red");
        var close = await server.SearchAsync("red", closer: true);

        Assert.Equal("pinkish.mp4", quick[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, quick[0].GetProperty("match").ValueKind);
        Assert.Equal("half.mp4", close[0].GetProperty("name").GetString());
        Assert.True(close[0].GetProperty("match").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Better_videos_that_may_not_be_shown_push_no_other_out()
    {
        for (int i = 0; i < 10; i++)
            Ffmpeg.Colours(_videos[$"secret/{i}.mp4"], 0.5, "red");
        Ffmpeg.Colours(_videos["shown/brown.mp4"], 0.5, "0x804020");
        Ffmpeg.Colours(_videos["shown/green.mp4"], 0.5, "lime");
        Ffmpeg.Colours(_videos["shown/violet.mp4"], 0.5, "0xB000B0");
        await using (var server = await SearchServer.StartAsync(_videos.Path, _data.Path))
        {
            await server.AddAsync(_videos["secret"]);
            await server.AddAsync(_videos["shown"]);
            await server.WaitAsync(_ => server.Catalog.Summaries().Sum(folder => folder.Ready) == 13);
            Assert.All(await server.Get<Searcher>().SearchAsync("red", 2, closer: false, default), hit => Assert.EndsWith("secret", hit.Folder));
            // Pieces that the catalogue does not know.
            for (int i = 0; i < 10; i++)
                await server.Get<EngineHost>().Now.Index.AddAsync(NewId.Create(), [new ClipSegment(0, server.Model.EmbedText("red"), [])], default);
        }

        await using (var server = await SearchServer.StartAsync(_videos["shown"], _data.Path))
        {
            Assert.Equal(["brown.mp4", "violet.mp4"], (await server.Get<Searcher>().SearchAsync("red", 2, closer: false, default)).Select(hit => hit.Name));
            Assert.Equal(3, (await server.SearchAsync("red")).Count);
        }
    }

    [Theory]
    [InlineData("{\"text\":\"\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":null}", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":\"red\",\"count\":0}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":\"red\",\"count\":1000000}", HttpStatusCode.BadRequest)]
    [InlineData("{\"text\":\"red\",\"count\":\"many\"}", HttpStatusCode.BadRequest)]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    public async Task A_malformed_search_is_refused_with_a_reason(string body, HttpStatusCode expected)
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        var answer = await server.Client.PostAsync("/api/search", new StringContent(body, null, "application/json"));
        Assert.Equal(expected, answer.StatusCode);
        Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!);
    }

    [Fact]
    public async Task Huge_text_is_refused_with_a_reason()
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);

        var longText = await server.Client.PostAsJsonAsync("/api/search", new { text = new string('x', 301) });
        Assert.Equal(HttpStatusCode.BadRequest, longText.StatusCode);
        Assert.Contains("at most 300", await longText.Content.ReadAsStringAsync());

        // Refused by its length, or cut off as soon as it is too long: nobody waits for the rest.
        string head = $"POST /api/search HTTP/1.1\r\nHost: {server.Address.Authority}\r\nOrigin: {server.Address.GetLeftPart(UriPartial.Authority)}\r\nContent-Type: application/json\r\n";
        var huge = await RawHttp.SendAsync(server.Address, head + "Content-Length: 10000000\r\n\r\n{\"text\":\"xxx");
        Assert.Equal(413, huge.Status);
        Assert.Contains("too large", huge.Answer);
        Assert.Equal(413, (await RawHttp.SendAsync(server.Address, head + "Transfer-Encoding: chunked\r\n\r\n4400\r\n{\"text\":\"" + new string('x', 0x4300))).Status);

        var form = await server.Client.PostAsync("/api/search", new FormUrlEncodedContent([new("text", "red")]));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Contains("JSON", await form.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Many_searches_at_once_all_get_their_own_answer()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["green.mp4"], 1, "lime");
        Ffmpeg.Colours(_videos["blue.mp4"], 1, "blue");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);
        string[] words = ["red", "green", "blue"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => server.SearchAsync(words[i % 3])));

        for (int i = 0; i < answers.Length; i++)
            Assert.Equal($"{words[i % 3]}.mp4", answers[i][0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task More_searches_than_may_wait_are_told_so()
    {
        using var go = new ManualResetEventSlim();
        var model = new ColourModel { BeforeText = _ => go.Wait(TimeSpan.FromSeconds(30)) };
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model, settings => settings with { ConcurrentSearches = 1 });

        var searches = Enumerable.Range(0, 12).Select(_ => server.Client.PostAsJsonAsync("/api/search", new { text = "red" })).ToList();
        while (searches.Count(search => search.IsCompleted) < 3)
            await Task.WhenAny(searches.Where(search => !search.IsCompleted));
        go.Set();
        var answers = await Task.WhenAll(searches);

        Assert.Equal(9, answers.Count(answer => answer.IsSuccessStatusCode));
        var refused = answers.Where(answer => !answer.IsSuccessStatusCode).ToList();
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.Contains("Too many searches", await refused[0].Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_search_ends_when_the_visitor_leaves()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var model = new ColourModel();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model);
        await server.AddAsync(_videos.Path);
        model.BeforeVideo = (_, token) =>
        {
            started.TrySetResult();
            token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            if (token.IsCancellationRequested)
                cancelled.TrySetResult();
        };
        using var leave = new CancellationTokenSource();

        var search = server.Client.PostAsJsonAsync("/api/search", new { text = "red", closer = true }, leave.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
