namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Files that are there whole or not at all: another process, or one after a kill, never sees half of one.</summary>
internal static class WholeFile
{
    /// <summary>Writes beside the file and renames, which is atomic.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="write">Writes the content; the stream can seek.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 20))
                write(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            // Still there only when writing failed, on a full disk for example.
            File.Delete(unfinished);
        }
    }
}
