namespace VideoSearch.Tests.Support;

/// <summary>A test that drives the page in a real browser; skipped where none is installed.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = ChromiumProgram.Path is null
        ? $"Needs Chromium, which is not installed (Debian: apt-get install chromium; elsewhere Chrome or Edge, or its path in {ChromiumProgram.Variable})."
        : null;
}
