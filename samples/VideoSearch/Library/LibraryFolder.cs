namespace VideoSearch.Library;

/// <summary>A folder that was added.</summary>
/// <param name="Id">What addresses name it by.</param>
/// <param name="Path">Its real path; never sent to the page.</param>
internal sealed record LibraryFolder(string Id, string Path);
