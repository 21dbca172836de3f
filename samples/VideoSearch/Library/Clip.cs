namespace VideoSearch.Library;

/// <summary>One video file of an added folder.</summary>
internal sealed record Clip
{
    /// <summary>Random: neither the path nor other ids can be guessed from it.</summary>
    public required string Id { get; init; }

    public required string FolderId { get; init; }

    /// <summary>The file inside its folder.</summary>
    public required string RelativePath { get; init; }

    /// <summary>Size in bytes when it was indexed.</summary>
    public required long Size { get; init; }

    /// <summary>Time of the last change when it was indexed, in ticks (UTC).</summary>
    public required long Modified { get; init; }

    /// <summary>Length in seconds.</summary>
    public double Duration { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Media type under which browsers play the file as it is; null if it has to be converted.</summary>
    public string? MediaType { get; init; }

    /// <summary>What a text file beside the video says about it.</summary>
    public string? Caption { get; init; }

    /// <summary>Why the file, or a part of it, could not be read.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether it can be found.</summary>
    public bool IsReady { get; init; }
}
