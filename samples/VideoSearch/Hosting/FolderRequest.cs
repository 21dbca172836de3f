namespace VideoSearch.Hosting;

/// <summary>A folder to add.</summary>
/// <param name="Path">Absolute, or relative to an allowed folder.</param>
internal sealed record FolderRequest(string? Path);
