using System.Text;

namespace VideoSearch.Indexing;

/// <summary>The description that may lie beside a video: <c>holiday.txt</c> for <c>holiday.mp4</c>. It is shown, not searched.</summary>
internal static class CaptionFile
{
    private const int LongestCaption = 300;

    public static string? Read(FileInfo video)
    {
        var file = new FileInfo(Path.ChangeExtension(video.FullName, ".txt"));
        // Pipes, sockets and devices have no length; to open one could mean to wait for ever.
        if (!file.Exists || file.LinkTarget is not null || file.Length == 0)
            return null;
        using var reader = new StreamReader(file.FullName, Encoding.UTF8);
        var buffer = new char[LongestCaption];
        int count = reader.ReadBlock(buffer);
        string caption = string.Join(' ', new string(buffer, 0, count).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return caption.Length == 0 ? null : caption;
    }
}
