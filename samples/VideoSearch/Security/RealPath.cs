namespace VideoSearch.Security;

/// <summary>Paths without links: what a path really leads to.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <summary>The path after all links in all of its parts are followed, or null if it leads nowhere.</summary>
    public static string? Of(string path)
    {
        int links = 0;
        return Follow(Path.GetFullPath(path), ref links);
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it. Both are compared as they are written.</summary>
    public static bool IsInside(string folder, string path)
    {
        string trimmed = Path.TrimEndingDirectorySeparator(folder);
        return path.Equals(trimmed, Comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(trimmed) ? trimmed : trimmed + Path.DirectorySeparatorChar, Comparison);
    }

    private static string? Follow(string path, ref int links)
    {
        string current = Path.GetPathRoot(path)!;
        foreach (string part in path[current.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            current = Path.Combine(current, part);
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.LinkTarget is { } target)
            {
                if (++links > MostLinks)
                    return null;
                // The target is followed from its own beginning: folders on its way may be links as well.
                if (Follow(Path.GetFullPath(target, Path.GetDirectoryName(current)!), ref links) is not { } real)
                    return null;
                current = real;
            }
            else if (!entry.Exists)
            {
                return null;
            }
        }
        return current;
    }
}
