using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using VideoSearch.Tests.Support;

namespace VideoSearch.Tests;

public sealed class SecurityTests : IDisposable
{
    private readonly TestFolder _videos = new(), _data = new(), _outside = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task The_page_may_load_nothing_but_its_own_files()
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        var answer = await server.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("script-src 'self';", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task Scripts_never_build_markup()
    {
        string[] sinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser", "srcdoc", "javascript:"];
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "wwwroot"), "*", SearchOption.AllDirectories))
        {
            string text = await File.ReadAllTextAsync(file);
            Assert.All(sinks, sink => Assert.False(text.Contains(sink, StringComparison.OrdinalIgnoreCase), $"{file} uses {sink}"));
            Assert.DoesNotContain("https://", text);
        }
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example:80")]
    [InlineData("192.168.0.1")]
    [InlineData("")]
    public async Task A_foreign_name_for_this_machine_is_refused(string host)
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        foreach (string path in (string[])["/", "/api/status", "/api/library"])
        {
            var (status, answer) = await RawHttp.GetAsync(server.Address, path, host);
            Assert.Equal(400, status);
            Assert.DoesNotContain(_videos.Path, answer);
        }
    }

    [Fact]
    public async Task Localhost_and_its_address_are_served()
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        Assert.Equal(200, (await RawHttp.GetAsync(server.Address, "/api/status", $"localhost:{server.Address.Port}")).Status);
        Assert.Equal(200, (await RawHttp.GetAsync(server.Address, "/api/status", $"127.0.0.1:{server.Address.Port}")).Status);
    }

    [Fact]
    public async Task Nobody_else_on_the_network_reaches_the_server()
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        Assert.Equal("127.0.0.1", server.Address.Host);
        var others = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(entry => entry.Address).Where(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address));
        foreach (var address in others)
        {
            using var client = new TcpClient();
            await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(address, server.Address.Port).WaitAsync(TimeSpan.FromSeconds(5)));
        }
    }

    [Theory]
    [InlineData("POST", "/api/search")]
    [InlineData("POST", "/api/folders")]
    [InlineData("POST", "/api/indexing/cancel")]
    [InlineData("DELETE", "/api/folders/0123456789abcdef0123456789abcdef")]
    public async Task What_other_sites_send_is_refused(string method, string path)
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        string own = server.Address.GetLeftPart(UriPartial.Authority);
        (string? Origin, string? Site)[] foreign =
        [
            (null, null), ("null", null), ("https://evil.example", null), ("https://evil.example", "cross-site"), (own, "cross-site"), (own, "same-site"),
            ($"http://127.0.0.1:{server.Address.Port + 1}", null), ($"http://localhost:{server.Address.Port}", null), ($"https://{server.Address.Authority}", null),
        ];
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var (origin, site) in foreign)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(new { path = _videos.Path, text = "red" }) };
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            if (site is not null)
                request.Headers.Add("Sec-Fetch-Site", site);
            Assert.Equal(HttpStatusCode.Forbidden, (await client.SendAsync(request)).StatusCode);
        }
        Assert.Empty(server.Catalog.Folders());
    }

    [Fact]
    public async Task Other_sites_may_link_to_the_page_and_to_nothing_else()
    {
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        async Task<HttpStatusCode> Get(string path, string mode)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", mode);
            return (await server.Client.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await Get("/", "navigate"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/", "no-cors"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/api/library", "navigate"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/js/app.js", "no-cors"));
        Assert.Equal(HttpStatusCode.Forbidden, await Get("/media/0123456789abcdef0123456789abcdef/video", "no-cors"));
    }

    [Fact]
    public async Task Only_files_of_the_page_can_be_read_by_path()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        File.WriteAllText(_videos["secret.txt"], "the secret");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);
        string id = server.Catalog.ClipsOf(server.Catalog.Folders()[0].Id).Single().Id;
        string[] paths =
        [
            "/../appsettings.json", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/js/..%5c..%5capp.css", "/js/", "/js", "/wwwroot/", "/catalog.db", "//etc/passwd",
            "/VideoSearch.dll", "/media", "/media/", $"/media/{id}", $"/media/{id}/", $"/media/{id}/../../etc/passwd", $"/media/{id}%2f..%2f..%2fsecret.txt/video",
            "/media/..%2f..%2fsecret.txt/video", "/media/%2e%2e%2fsecret.txt/frames/0", $"/media/{_videos["secret.txt"].Replace("/", "%2f")}/video", "/media/red.mp4/video", "/media/%00/video",
            $"/media/{id.ToUpperInvariant()}/video", $"/media/{id}a/video", "/media/00000000000000000000000000000000/video", $"/media/{id}/frames/-1", $"/media/{id}/frames/4",
            $"/media/{id}/frames/99999999999999", $"/media/{id}/frames/..%2f0", $"/media/{id}/frames/0.jpg", $"/media/{id}%00/video", $"/media/{new string('a', 4000)}/video",
        ];
        foreach (string path in paths)
        {
            var (status, answer) = await RawHttp.GetAsync(server.Address, path);
            Assert.True(status is 400 or 404, $"{path}: {status}");
            Assert.DoesNotContain("the secret", answer);
            Assert.DoesNotContain("root:", answer);
            Assert.DoesNotContain(_videos.Path, answer);
        }
        Assert.Equal(414, (await RawHttp.GetAsync(server.Address, "/" + new string('a', 20_000))).Status);
    }

    [Fact]
    public async Task Folders_outside_of_the_allowed_one_cannot_be_added()
    {
        Directory.CreateDirectory(_videos["inside"]);
        Directory.CreateDirectory(_videos.Path + "-neighbour");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        async Task<(HttpStatusCode Status, string Answer)> Add(object? path)
        {
            var answer = await server.Client.PostAsJsonAsync("/api/folders", new { path });
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        try
        {
            var refusal = await Add(_outside.Path);
            Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
            string[] outside = ["/", "/etc", "..", "../..", "inside/../..", "inside/../../", _videos.Path + "/..", _videos.Path + "-neighbour", _outside["absent"], "/no/such/folder", "~", "C:\\"];
            foreach (string path in outside)
            {
                var (status, answer) = await Add(path);
                // A relative path that only looks odd is a folder that does not exist.
                Assert.True(status is HttpStatusCode.Forbidden || (status is HttpStatusCode.NotFound && path is "~" or "C:\\"), $"{path}: {status}");
                if (status is HttpStatusCode.Forbidden)
                    Assert.Equal(Detail(refusal.Answer), Detail(answer));
            }
            foreach (string? bad in (string?[])[null, "", "  ", "inside\0", "in\nside", new string('a', 2000)])
                Assert.Equal(HttpStatusCode.BadRequest, (await Add(bad)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await Add("inside/absent")).Status);
            Assert.Empty(server.Catalog.Folders());

            Assert.Equal(HttpStatusCode.Accepted, (await Add("inside")).Status);
            Assert.Equal(HttpStatusCode.Accepted, (await Add(_videos["inside"] + "/../inside/.")).Status);
            Assert.Equal([_videos["inside"]], server.Catalog.Folders().Select(folder => folder.Path));
        }
        finally
        {
            Directory.Delete(_videos.Path + "-neighbour");
        }
    }

    [LinksFact]
    public async Task Links_lead_nowhere()
    {
        Ffmpeg.Colours(_outside["private/private.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["own.mp4"], 1, "red");
        Ffmpeg.Colours(_videos["deep/own.mp4"], 1, "blue");
        File.CreateSymbolicLink(_videos["linked.mp4"], _outside["private/private.mp4"]);
        Directory.CreateSymbolicLink(_videos["linked"], _outside["private"]);
        Directory.CreateSymbolicLink(_videos["loop"], _videos.Path);
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);

        foreach (string path in (string[])["linked", "linked/../linked", "deep/../linked"])
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Client.PostAsJsonAsync("/api/folders", new { path })).StatusCode);

        await server.AddAsync(_videos.Path);
        var clips = server.Catalog.ClipsOf(server.Catalog.Folders()[0].Id);
        Assert.Equal(["deep/own.mp4", "linked.mp4", "own.mp4"], clips.Select(clip => clip.RelativePath).Order(StringComparer.Ordinal));
        Assert.Contains("links are not followed", clips.Single(clip => clip.RelativePath == "linked.mp4").Problem);
        string linked = clips.Single(clip => clip.RelativePath == "linked.mp4").Id;
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/media/{linked}/video")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync($"/media/{linked}/frames/0")).StatusCode);

        // Somebody puts a link in the place of a video, or of its folder, that is already known.
        string own = clips.Single(clip => clip.RelativePath == "own.mp4").Id, deep = clips.Single(clip => clip.RelativePath == "deep/own.mp4").Id;
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/media/{own}/video")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/media/{deep}/frames/0")).StatusCode);
        File.Delete(_videos["own.mp4"]);
        File.CreateSymbolicLink(_videos["own.mp4"], _outside["private/private.mp4"]);
        Directory.Delete(_videos["deep"], recursive: true);
        File.Move(_outside["private/private.mp4"], _outside["private/own.mp4"]);
        Directory.CreateSymbolicLink(_videos["deep"], _outside["private"]);
        foreach (string address in (string[])[$"/media/{own}/video", $"/media/{own}/frames/0", $"/media/{deep}/video", $"/media/{deep}/frames/0"])
            Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_folder_of_an_earlier_run_that_is_not_allowed_any_more_is_not_served()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        string id;
        await using (var server = await SearchServer.StartAsync(_videos.Path, _data.Path))
        {
            await server.AddAsync(_videos.Path);
            id = server.Catalog.ClipsOf(server.Catalog.Folders()[0].Id).Single().Id;
        }
        await using var other = await SearchServer.StartAsync(_outside.Path, _data.Path);
        Assert.Equal(HttpStatusCode.NotFound, (await other.Client.GetAsync($"/media/{id}/video")).StatusCode);
        Assert.Empty(await other.SearchAsync("red"));
    }

    [LinksFact]
    public async Task A_hostile_file_name_is_a_name()
    {
        string[] names = ["<img src=x onerror=alert(1)>.mp4", "a\" -f lavfi -i x \".avi", "-y.avi", "; touch hacked.avi", "%s%n$(id)`id`.avi", "a\nb.avi", "concat:x|y.avi"];
        foreach (string name in names)
        {
            Ffmpeg.Colours(_videos["plain" + Path.GetExtension(name)], 1, "red");
            File.Move(_videos["plain" + Path.GetExtension(name)], Path.Combine(_videos.Path, name), overwrite: true);
        }
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        var hits = await server.SearchAsync("red");
        Assert.Equal(names.Order(StringComparer.Ordinal), hits.Select(hit => hit.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        foreach (var hit in hits)
        {
            string id = hit.GetProperty("id").GetString()!;
            var video = await server.Client.GetAsync($"/media/{id}/video");
            Assert.Equal(HttpStatusCode.OK, video.StatusCode);
            Assert.Equal("video/mp4", video.Content.Headers.ContentType!.MediaType);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync($"/media/{id}/frames/0")).StatusCode);
        }
        Assert.False(File.Exists("hacked.avi"));
    }

    private static string Detail(string problem) => System.Text.Json.JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString()!;
}
