using Microsoft.Playwright;

namespace VideoSearch.Tests.Support;

/// <summary>The Chromium of this machine, driven by Playwright, started once for all tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal IBrowser Chromium => _browser ?? throw new InvalidOperationException("No Chromium: the test should have been skipped.");

    public async Task InitializeAsync()
    {
        if (ChromiumProgram.Path is null)
            return;
        // Other work on the machine makes everything slower, not wrong.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        // Playwright gives the browser a new profile folder and removes it afterwards.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumProgram.Path,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
