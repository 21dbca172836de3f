using Microsoft.Playwright;

namespace VideoSearch.Tests.Support;

/// <summary>The page in a browser window of its own, which notes whatever goes wrong in it.</summary>
internal sealed class Page : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private Page(IBrowserContext context, IPage page)
    {
        _context = context;
        Tab = page;
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                Errors.Add(message.Text);
        };
        page.Dialog += async (_, dialog) =>
        {
            Errors.Add($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Tab { get; }

    /// <summary>Script errors, refused resources, dialogs.</summary>
    public List<string> Errors { get; } = [];

    public ILocator Cards => Tab.GetByRole(AriaRole.Article);

    public static async Task<Page> OpenAsync(Browser browser, SearchServer server, string path = "/", BrowserNewContextOptions? options = null)
    {
        options ??= new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1360, Height = 900 } };
        var context = await browser.Chromium.NewContextAsync(options);
        context.SetDefaultTimeout(30_000);
        var page = new Page(context, await context.NewPageAsync());
        await page.Tab.GotoAsync(new Uri(server.Address, path).ToString());
        return page;
    }

    /// <summary>Types a search.</summary>
    public async Task SearchAnythingAsync(string text)
    {
        await Tab.GetByRole(AriaRole.Searchbox).FillAsync(text);
        await Tab.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
    }

    /// <summary>Types a search and waits for its results.</summary>
    public async Task SearchAsync(string text)
    {
        await SearchAnythingAsync(text);
        await Assertions.Expect(Tab.Locator("#search-status")).ToContainTextAsync("found");
    }

    /// <summary>Waits until all pictures in sight are there.</summary>
    public Task PicturesAsync() =>
        Tab.WaitForFunctionAsync("() => [...document.images].every(image => image.complete && image.naturalWidth > 0 || image.loading === 'lazy' && image.getBoundingClientRect().top > innerHeight)");

    /// <summary>Keeps a picture of the page in artifacts/video-search.</summary>
    public async Task KeepPictureAsync(string name, bool fullPage = true)
    {
        string folder = Path.Combine(RepositoryRoot(), "artifacts", "video-search");
        Directory.CreateDirectory(folder);
        await Tab.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = fullPage });
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    // Outside of a checkout the pictures lie beside the tests.
    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "UMT.MLNet.sln")))
                return folder.FullName;
        }
        return AppContext.BaseDirectory;
    }
}
