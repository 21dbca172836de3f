using System.Net;
using System.Net.Http.Headers;
using VideoSearch.Media;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

public sealed class MediaTests : IDisposable
{
    private readonly TestFolder _videos = new(), _data = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_video_is_sent_in_the_parts_that_the_browser_asks_for()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 2, "red");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string id = await OnlyId(server);
        byte[] file = File.ReadAllBytes(_videos["red.mp4"]);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/media/{id}/video");
        request.Headers.Range = new RangeHeaderValue(100, 199);
        var part = await server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(file[100..200], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal($"bytes 100-199/{file.Length}", part.Content.Headers.ContentRange!.ToString());
        Assert.Equal("video/mp4", part.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", part.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", part.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("same-origin", part.Headers.GetValues("Cross-Origin-Resource-Policy").Single());

        using var beyond = new HttpRequestMessage(HttpMethod.Get, $"/media/{id}/video");
        beyond.Headers.Range = new RangeHeaderValue(file.Length + 10, null);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await server.Client.SendAsync(beyond)).StatusCode);
        Assert.Equal(file, await server.Client.GetByteArrayAsync($"/media/{id}/video"));
    }

    [Fact]
    public async Task A_video_that_browsers_do_not_know_is_converted_once()
    {
        Ffmpeg.Colours(_videos["red.avi"], 1, "red");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string id = await OnlyId(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Client.GetAsync($"/media/{id}/video")));

        Assert.All(answers, answer => Assert.Equal("video/mp4", answer.Content.Headers.ContentType!.MediaType));
        byte[] bytes = await answers[0].Content.ReadAsByteArrayAsync();
        Assert.Equal("ftyp"u8.ToArray(), bytes[4..8]);
        Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "cache")));
    }

    [Fact]
    public async Task Frames_are_pictures_of_the_moment()
    {
        Ffmpeg.Colours(_videos["blue red.mp4"], 2, "blue", "red");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string id = await OnlyId(server);

        var first = await server.Client.GetAsync($"/media/{id}/frames/0");
        Assert.Equal("image/jpeg", first.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", first.Headers.GetValues("X-Content-Type-Options").Single());
        using var blue = SkiaSharp.SKBitmap.Decode(await first.Content.ReadAsByteArrayAsync());
        using var red = SkiaSharp.SKBitmap.Decode(await server.Client.GetByteArrayAsync($"/media/{id}/frames/3"));
        Assert.True(blue.GetPixel(80, 60) is { Blue: > 200, Red: < 60 });
        Assert.True(red.GetPixel(80, 60) is { Red: > 200, Blue: < 60 });
        // Starting ffmpeg is what takes time: one start makes all pictures of a piece.
        Assert.Equal(4, Directory.GetFiles(Path.Combine(_data.Path, "cache"), "*.jpg").Length);
    }

    [Fact]
    public async Task Old_files_make_room_when_the_cache_is_full()
    {
        var cache = new MediaCache(new SearchSettings { DataFolder = _data.Path, AllowedFolders = [_videos.Path], MaxCacheBytes = 2500 });
        static Task Make(string path, CancellationToken token) => File.WriteAllBytesAsync(path, new byte[1000], token);
        foreach (string name in (string[])["a", "b"])
        {
            await cache.GetAsync(name, name, Make, default);
            File.SetLastAccessTimeUtc(cache.PathOf(name), DateTime.UtcNow.AddHours(name == "a" ? -1 : -2));
        }

        await cache.GetAsync("c", "c", Make, default);

        Assert.Equal(["a", "c"], Directory.GetFiles(Path.Combine(_data.Path, "cache")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Nothing_is_made_for_visitors_who_have_left()
    {
        var cache = new MediaCache(new SearchSettings { DataFolder = _data.Path, AllowedFolders = [_videos.Path] });
        using var leave = new CancellationTokenSource();
        var made = cache.GetAsync("a.mp4", "a", async (path, token) =>
        {
            await File.WriteAllTextAsync(path, "half", token);
            await leave.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        }, leave.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => made);
        Assert.Empty(Directory.GetFiles(Path.Combine(_data.Path, "cache")));
    }

    private async Task<string> OnlyId(SearchServer server)
    {
        await server.AddAsync(_videos.Path);
        return server.Catalog.ClipsOf(server.Catalog.Folders()[0].Id).Single().Id;
    }
}
