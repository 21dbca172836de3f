namespace VideoSearch.Indexing;

/// <summary>By what a file is known to be the same as before.</summary>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Modified">Time of its last change, in ticks (UTC).</param>
internal readonly record struct FileStamp(long Size, long Modified)
{
    /// <summary>That of a file that tells nothing of itself. Also what is noted of a file that is to be read again at the next opportunity.</summary>
    public static readonly FileStamp Unknown = new(-1, 0);

    public static FileStamp Of(FileInfo file)
    {
        try
        {
            return new(file.Length, file.LastWriteTimeUtc.Ticks);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }
}
