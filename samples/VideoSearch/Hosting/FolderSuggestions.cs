using VideoSearch.Security;

namespace VideoSearch.Hosting;

/// <summary>Folders that the page offers: the allowed ones and the first two levels below them.</summary>
internal static class FolderSuggestions
{
    private const int Most = 200, Levels = 2;

    public static IReadOnlyList<string> Of(AllowedFolders allowed)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = Levels - 1,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint,
        };
        // A disk may have been taken out since the start.
        return [.. allowed.Folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateDirectories(folder, "*", options).Take(Most).Order(StringComparer.Ordinal).Prepend(folder)).Take(Most)];
    }
}
