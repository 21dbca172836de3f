namespace VideoSearch.Tests.Support;

/// <summary>A folder of this test's own.</summary>
internal sealed class TestFolder : IDisposable
{
    // Without the links that a temporary folder may be reached by.
    public string Path { get; } = Security.RealPath.Of(Directory.CreateTempSubdirectory("video-search-test-").FullName)!;

    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
