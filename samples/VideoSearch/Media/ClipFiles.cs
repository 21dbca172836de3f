using VideoSearch.Library;
using VideoSearch.Security;

namespace VideoSearch.Media;

/// <summary>From a video's id to its file, and to no other.</summary>
internal sealed class ClipFiles(ClipCatalog catalog, AllowedFolders allowed)
{
    /// <summary>The file of a video, or null if it is gone, was replaced by a link, or its folder is not allowed any more.</summary>
    public string? Find(Clip clip)
    {
        if (catalog.Folder(clip.FolderId) is not { } folder)
            return null;
        string path = Path.Combine(folder.Path, clip.RelativePath);
        // The real path must be the path itself: whoever can write in the folder could put a link to a private file in a video's place.
        return File.Exists(path) && allowed.Real(path) == path && RealPath.IsInside(folder.Path, path) ? path : null;
    }

    /// <summary>The video with an id and its file.</summary>
    /// <exception cref="RequestException">There is none. The answer is the same for a malformed id, an unknown one and a file that is gone.</exception>
    public (Clip Clip, string Path) Get(string id)
    {
        if (NewId.IsId(id) && catalog.Clip(id) is { } clip && Find(clip) is { } path)
            return (clip, path);
        throw new RequestException(StatusCodes.Status404NotFound, "There is no such video.");
    }
}
