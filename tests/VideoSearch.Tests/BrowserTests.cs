using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using VideoSearch.Indexing;
using VideoSearch.Searching;
using VideoSearch.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace VideoSearch.Tests;

/// <summary>The page from end to end: real server, real Chromium.</summary>
public sealed class BrowserTests(Browser browser) : IClassFixture<Browser>, IDisposable
{
    private readonly TestFolder _videos = new(), _data = new();

    public void Dispose()
    {
        _videos.Dispose();
        _data.Dispose();
    }

    [BrowserFact]
    public async Task Add_a_folder_watch_it_search_play_and_seek()
    {
        MakeVideos();
        using var go = new SemaphoreSlim(2);
        var model = new ColourModel { BeforeVideo = (_, token) => go.Wait(token) };
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model);
        await using var page = await Page.OpenAsync(browser, server);

        // An empty library says what to do.
        await Expect(page.Tab.GetByText("No folder yet.")).ToBeVisibleAsync();
        await Expect(page.Tab.GetByText("Knows red, green and blue.")).ToBeVisibleAsync();
        await page.Tab.GetByLabel("Folder with videos").FillAsync(_videos.Path);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Add folder" }).ClickAsync();

        // Progress, then its end.
        await Expect(page.Tab.GetByText("3 of 5 files, 1 failed")).ToBeVisibleAsync();
        await Expect(page.Tab.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", "3");
        await Expect(page.Tab.Locator("#index-status")).ToContainTextAsync("percent");
        await page.KeepPictureAsync("indexing");
        go.Release(100);
        await Expect(page.Tab.Locator("#index-status")).ToContainTextAsync("is indexed: 4 videos, 1 failed");
        await Expect(page.Tab.Locator("#facts")).ToContainTextAsync("4 videos");

        // What failed and why.
        await page.Tab.GetByText("1 file with problems").ClickAsync();
        await Expect(page.Tab.GetByText("broken.mp4")).ToBeVisibleAsync();
        await Expect(page.Tab.Locator("#failure-list")).ToContainTextAsync("it is empty");

        // Ranked clips.
        await page.SearchAsync("something red");
        await Expect(page.Cards).ToHaveCountAsync(4);
        await Expect(page.Cards.Nth(0)).ToContainTextAsync("red.mp4");
        await Expect(page.Cards.Nth(0)).ToContainTextAsync("Similarity 1.0");
        await Expect(page.Cards.Nth(1)).ToContainTextAsync("blue then red.mp4");
        await page.PicturesAsync();
        await page.KeepPictureAsync("results");

        // Only the frames that match are offered; a moment is played from where it is.
        var second = page.Cards.Nth(1);
        await Expect(second.GetByRole(AriaRole.Button, new() { NameRegex = new("^Play from") })).ToHaveCountAsync(2);
        await second.GetByRole(AriaRole.Button, new() { NameRegex = new("^Play from 0:07") }).ClickAsync();
        await Expect(second.Locator("video")).ToBeVisibleAsync();
        await page.Tab.WaitForFunctionAsync("() => { const video = document.querySelector('video'); return video.currentTime >= 7; }");
        await second.GetByRole(AriaRole.Button, new() { NameRegex = new("^Play from 0:05") }).ClickAsync();
        await page.Tab.WaitForFunctionAsync("() => { const video = document.querySelector('video'); return video.currentTime > 5.2 && video.currentTime < 7 && !video.paused; }");

        // So is one that had to be converted.
        var converted = page.Cards.Filter(new() { HasText = "green.avi" });
        await converted.GetByRole(AriaRole.Button, new() { Name = "Play green.avi" }).ClickAsync();
        await page.Tab.WaitForFunctionAsync("() => [...document.querySelectorAll('video')].some(video => video.videoWidth === 160 && video.currentTime > 0.2 && video.currentTime < 2.1)");

        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Everything_can_be_done_with_the_keyboard()
    {
        MakeVideos();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await using var page = await Page.OpenAsync(browser, server);
        await Expect(page.Tab.Locator("#facts")).ToContainTextAsync("Colours");
        async Task<string> Press(string key)
        {
            await page.Tab.Keyboard.PressAsync(key);
            return await page.Tab.EvaluateAsync<string>("() => { const e = document.activeElement; return e.id || e.getAttribute('aria-label') || e.textContent.trim() || e.tagName; }");
        }

        Assert.Equal("Skip to search", await Press("Tab"));
        Assert.Equal("search-text", await Press("Enter"));
        string[] order = ["Search", "closer", "something red", "green", "folder-path", "Add folder"];
        foreach (string expected in order)
            Assert.Equal(expected, await Press("Tab"));
        await page.Tab.Keyboard.PressAsync("Shift+Tab");
        await page.Tab.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Tab.Keyboard.TypeAsync(_videos.Path);
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#index-status")).ToContainTextAsync("is indexed");

        for (string at = ""; at != "search-text";)
            at = await Press("Shift+Tab");
        await page.Tab.Keyboard.TypeAsync("red");
        await page.Tab.Keyboard.PressAsync("Enter");
        await Expect(page.Tab.Locator("#search-status")).ToHaveTextAsync("4 videos found. Best match: red.mp4.");
        // The focus stays in the field; the results follow.
        foreach (string expected in order[..4])
            Assert.Equal(expected, await Press("Tab"));
        Assert.Equal("Play red.mp4", await Press("Tab"));
        Assert.StartsWith("Play from 0:00", await Press("Tab"));
        await page.Tab.Keyboard.PressAsync("Shift+Tab");

        // The button is replaced by the video, which has the focus then; Tab goes on to the moments.
        Assert.Equal("red.mp4", await Press("Enter"));
        await page.Tab.WaitForFunctionAsync("() => document.activeElement.tagName === 'VIDEO' && document.activeElement.currentTime > 0.1");
        await page.Tab.Keyboard.PressAsync("Space");
        await page.Tab.WaitForFunctionAsync("() => document.activeElement.paused");
        for (string at = ""; !at.StartsWith("Play from 0:01", StringComparison.Ordinal);)
            at = await Press("Tab");
        string moment = await Press("Enter");
        Assert.StartsWith("Play from 0:01", moment);
        await page.Tab.WaitForFunctionAsync("() => document.querySelector('video').currentTime >= 1");

        for (string at = ""; !at.StartsWith("Remove", StringComparison.Ordinal);)
            at = await Press("Tab");
        await page.Tab.Keyboard.PressAsync("Enter");
        // The button is gone; the focus goes to the list's title instead of the top of the page.
        await Expect(page.Tab.GetByRole(AriaRole.Heading, new() { Name = "Folders" })).ToBeFocusedAsync();
        await Expect(page.Tab.GetByText("No folder yet.")).ToBeVisibleAsync();
        Assert.Empty(server.Catalog.Folders());
        Assert.Empty(page.Errors);
    }

    [BrowserFact]
    public async Task Screen_readers_find_names_landmarks_and_news()
    {
        MakeVideos();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);
        await using var page = await Page.OpenAsync(browser, server);
        await page.SearchAsync("red");

        string tree = await page.Tab.Locator("body").AriaSnapshotAsync();
        string[] expected =
        [
            "- banner", "- main", "- search \"Videos\"", "- searchbox \"Describe what the video shows\"", "- button \"Search\"", "- checkbox \"Look closer\"",
            "- heading \"What are you looking for?\" [level=1]", "- heading \"Results\" [level=2]", "- region \"Results\"", "- article \"red.mp4\"", "- heading \"red.mp4\" [level=3]",
            "- button \"Play red.mp4\"", "- list \"Best moments\"", "similarity 1.000\"", "- complementary \"Library\"", "- heading \"Add a folder\" [level=3]",
            "- combobox \"Folder with videos\"", "- button \"Add folder\"", "- button \"Update video-search-test", "- button \"Remove video-search-test", "- contentinfo",
        ];
        Assert.All(expected, part => Assert.Contains(part, tree));
        Assert.Equal("en", await page.Tab.Locator("html").GetAttributeAsync("lang"));
        // The name of a file is in no known language.
        Assert.Equal("", await page.Cards.First.Locator("h3 bdi").GetAttributeAsync("lang"));
        await Expect(page.Tab.Locator("#search-status")).ToHaveAttributeAsync("role", "status");
        await Expect(page.Tab.Locator("#search-status")).ToHaveTextAsync("4 videos found. Best match: red.mp4.");

        // A refused folder is said at its field.
        await page.Tab.GetByLabel("Folder with videos").FillAsync("/etc");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Add folder" }).ClickAsync();
        await Expect(page.Tab.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Only folders below" })).ToBeVisibleAsync();
        await Expect(page.Tab.GetByLabel("Folder with videos")).ToBeFocusedAsync();
        await Expect(page.Tab.GetByLabel("Folder with videos")).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [BrowserFact]
    public async Task No_accessibility_rule_is_broken_in_light_dark_and_narrow()
    {
        MakeVideos();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);
        (string Name, int Width, ColorScheme Scheme)[] looks = [("light", 1360, ColorScheme.Light), ("dark", 1360, ColorScheme.Dark), ("narrow", 320, ColorScheme.Light)];
        foreach (var (name, width, scheme) in looks)
        {
            await using var page = await Page.OpenAsync(browser, server, "/?q=red", new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
            });
            await Expect(page.Cards).ToHaveCountAsync(4);
            await page.Tab.GetByText("1 file with problems").ClickAsync();
            await page.Cards.Nth(2).GetByRole(AriaRole.Button, new() { NameRegex = new("^Play from") }).First.ClickAsync();
            await page.PicturesAsync();

            var result = await page.Tab.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
            Assert.True(result.Violations.Length == 0, name + ": " + string.Join("; ", result.Violations.Select(rule => $"{rule.Id}: {rule.Help}: {string.Join(", ", rule.Nodes.Select(node => node.Html))}")));
            // Nothing has to be scrolled sideways, and nothing moves.
            Assert.True(await page.Tab.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), name);
            Assert.Equal("none", await page.Tab.Locator("#cards").EvaluateAsync<string>("cards => getComputedStyle(cards).transitionProperty"));
            await page.KeepPictureAsync(name);
            Assert.Empty(page.Errors);
        }
    }

    [BrowserFact]
    public async Task Hostile_words_names_and_captions_are_shown_as_text()
    {
        const string attack = "<img src=x onerror=window.hacked=1><script>window.hacked=1</script>";
        string name = OperatingSystem.IsWindows() ? "&lt;img src=x onerror=hacked=1&gt;" : "<img src=x onerror=window.hacked=1>";
        Ffmpeg.Colours(_videos["red.mp4"], 1, "red");
        File.Move(_videos["red.mp4"], _videos[name + ".mp4"]);
        File.WriteAllText(_videos[name + ".txt"], attack);
        File.WriteAllText(_videos["\u202E<b>4pm.mp4".Replace(OperatingSystem.IsWindows() ? "<b>" : "\0", "")], "");
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path);
        await server.AddAsync(_videos.Path);

        foreach (string path in (string[])["/?q=" + Uri.EscapeDataString(attack), "/?q=" + Uri.EscapeDataString("\"><svg onload=window.hacked=1>"), "/?q=red#<img src=x onerror=window.hacked=1>"])
        {
            await using var page = await Page.OpenAsync(browser, server, path);
            await Expect(page.Cards).ToHaveCountAsync(1);
            await Expect(page.Cards.First.GetByRole(AriaRole.Heading)).ToHaveTextAsync(name + ".mp4");
            await Expect(page.Cards.First.Locator(".caption")).ToHaveTextAsync(attack);
            await page.Tab.GetByText("1 file with problems").ClickAsync();
            await page.PicturesAsync();
            await page.Cards.First.GetByRole(AriaRole.Button).First.ClickAsync();
            Assert.False(await page.Tab.EvaluateAsync<bool>("() => 'hacked' in window"));
            Assert.Empty(page.Errors);
            await page.KeepPictureAsync("hostile");
        }

        // Even a script that got in would not run.
        await using var other = await Page.OpenAsync(browser, server);
        Assert.True(await other.Tab.EvaluateAsync<bool>("() => { try { document.body.innerHTML = '<b>x</b>'; return false; } catch { return true; } }"));
    }

    [BrowserFact]
    public async Task Indexing_can_be_stopped_and_another_page_sees_it_too()
    {
        MakeVideos();
        var model = new ColourModel { BeforeVideo = (_, token) => token.WaitHandle.WaitOne(TimeSpan.FromSeconds(60)) };
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, model);
        await using var page = await Page.OpenAsync(browser, server);
        await using var other = await Page.OpenAsync(browser, server);
        await page.Tab.GetByLabel("Folder with videos").FillAsync(_videos.Path);
        await page.Tab.Keyboard.PressAsync("Enter");

        await other.Tab.GetByRole(AriaRole.Button, new() { Name = "Stop indexing" }).ClickAsync();

        await Expect(page.Tab.Locator("#index-status")).ToContainTextAsync("was stopped");
        await Expect(page.Tab.GetByRole(AriaRole.Button, new() { Name = "Stop indexing" })).ToBeHiddenAsync();
        Assert.Equal(IndexingState.Cancelled, server.Indexer.Progress.Latest.State);
        await page.SearchAnythingAsync("red");
        await Expect(page.Tab.Locator("#results-summary")).ToContainTextAsync("Nothing is indexed yet");
    }

    [BrowserFact]
    public async Task The_page_is_there_before_the_model_and_searches_as_soon_as_it_can()
    {
        MakeVideos();
        using var go = new ManualResetEventSlim();
        await using var server = await SearchServer.StartAsync(_videos.Path, _data.Path, change: settings => settings with { InitialFolders = [_videos.Path] }, wait: false, model: (report, token) =>
        {
            report(new ModelStatus(false, "First start: training a small model, pass 3 of 20", 0.15));
            go.Wait(token);
            return new ColourModel();
        });
        await using var page = await Page.OpenAsync(browser, server, "/?q=red");

        await Expect(page.Tab.GetByRole(AriaRole.Progressbar, new() { Name = "First start: training a small model, pass 3 of 20" })).ToHaveAttributeAsync("value", "0.15");
        await Expect(page.Tab.GetByRole(AriaRole.Heading, new() { NameRegex = new("^Waiting for the model") })).ToBeVisibleAsync();
        await page.SearchAnythingAsync("red");
        await Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("The search is not ready.");
        await page.KeepPictureAsync("preparing");
        // Being told to come later is an answer of the server, which the browser notes.
        page.Errors.RemoveAll(error => error.Contains("503"));

        go.Set();
        await Expect(page.Tab.Locator("#index-status")).ToContainTextAsync("is indexed");
        await Expect(page.Tab.Locator("#model-banner")).ToBeHiddenAsync();
        await page.SearchAsync("red");
        await Expect(page.Cards).ToHaveCountAsync(4);
        await Expect(page.Tab.Locator("#alert")).ToBeHiddenAsync();
        Assert.Empty(page.Errors);
    }

    private void MakeVideos()
    {
        Ffmpeg.Colours(_videos["red.mp4"], 2, "red");
        Ffmpeg.Colours(_videos["holiday/blue then red.mp4"], 4, "blue", "red");
        Ffmpeg.Colours(_videos["holiday/green.avi"], 2, "lime");
        Ffmpeg.Colours(_videos["blue.mp4"], 2, "blue");
        File.WriteAllText(_videos["holiday/broken.mp4"], "");
        File.WriteAllText(_videos["red.txt"], "A red screen, and nothing but red");
    }
}
