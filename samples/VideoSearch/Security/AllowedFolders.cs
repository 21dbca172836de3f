namespace VideoSearch.Security;

/// <summary>The folders whose videos may be shown. Every path that comes from outside or is about to be opened passes here.</summary>
internal sealed class AllowedFolders
{
    private const int LongestPath = 1024;

    private readonly IReadOnlyList<string> _folders;

    /// <exception cref="ArgumentException">A folder does not exist, or there is none.</exception>
    public AllowedFolders(SearchSettings settings)
    {
        if (settings.AllowedFolders.Count == 0)
            throw new ArgumentException("Name at least one folder whose videos may be searched.");
        _folders = [.. settings.AllowedFolders.Select(folder => Directory.Exists(folder) && RealPath.Of(folder) is { } real
            ? real
            : throw new ArgumentException($"There is no folder '{folder}'."))];
    }

    public IReadOnlyList<string> Folders => _folders;

    /// <summary>The real path of a folder that a visitor names: absolute, or relative to the first allowed folder that has it.</summary>
    /// <exception cref="RequestException">It is not below an allowed folder, or does not exist.</exception>
    public string Accept(string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new RequestException(StatusCodes.Status400BadRequest, "Name a folder.");
        if (path.Length > LongestPath || path.Any(char.IsControl))
            throw new RequestException(StatusCodes.Status400BadRequest, $"A path has at most {LongestPath} characters and no control characters.");

        // What is outside is refused by its spelling alone: an answer must not tell whether such a folder exists.
        string[] candidates = [.. _folders.Select(folder => Path.GetFullPath(path, folder)).Where(full => _folders.Any(folder => RealPath.IsInside(folder, full))).Distinct()];
        if (candidates.Length == 0)
            throw NotAllowed();
        string found = candidates.FirstOrDefault(Directory.Exists)
            ?? throw new RequestException(StatusCodes.Status404NotFound, "There is no such folder.");
        return Real(found) ?? throw NotAllowed();
    }

    /// <summary>The real path if it leads into an allowed folder, else null.</summary>
    public string? Real(string path) => RealPath.Of(path) is { } real && Contains(real) ? real : null;

    /// <summary>Whether a real path lies in an allowed folder.</summary>
    public bool Contains(string realPath) => _folders.Any(folder => RealPath.IsInside(folder, realPath));

    /// <summary>The path as it is shown: relative to its allowed folder, whose own name comes first.</summary>
    public string Display(string realPath)
    {
        string root = _folders.FirstOrDefault(folder => RealPath.IsInside(folder, realPath)) ?? realPath;
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) is { Length: > 0 } last ? last : root;
        string relative = Path.GetRelativePath(root, realPath);
        return relative == "." ? name : Path.Combine(name, relative);
    }

    private static RequestException NotAllowed() => new(
        StatusCodes.Status403Forbidden,
        "Only folders below those given when the program was started can be added. Start it with that folder: dotnet run -- FOLDER");
}
