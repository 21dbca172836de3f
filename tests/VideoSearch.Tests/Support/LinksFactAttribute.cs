namespace VideoSearch.Tests.Support;

/// <summary>A test that makes symbolic links or files with odd names, which Windows allows to administrators or not at all.</summary>
public sealed class LinksFactAttribute : FactAttribute
{
    public LinksFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Needs symbolic links and file names that Windows refuses." : null;
}
