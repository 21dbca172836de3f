namespace VideoSearch.Library;

/// <summary>A folder in numbers.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Ready">Videos that can be found.</param>
/// <param name="Failed">Files that could not be read.</param>
internal sealed record FolderSummary(LibraryFolder Folder, int Ready, int Failed);
