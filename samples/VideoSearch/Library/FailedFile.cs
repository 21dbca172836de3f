namespace VideoSearch.Library;

/// <summary>A file that could not be read, or not wholly.</summary>
internal sealed record FailedFile(string FolderId, string RelativePath, string Problem, bool IsReady);
