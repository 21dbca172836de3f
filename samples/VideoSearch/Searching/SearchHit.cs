namespace VideoSearch.Searching;

/// <summary>A found video.</summary>
internal sealed record SearchHit
{
    public required string Id { get; init; }

    /// <summary>Name of the file.</summary>
    public required string Name { get; init; }

    /// <summary>The folder, as it is shown.</summary>
    public required string Folder { get; init; }

    public string? Caption { get; init; }

    /// <summary>Length in seconds.</summary>
    public required double Duration { get; init; }

    /// <summary>Mean similarity of the frames of the best piece, -1 to 1. Between a text and its own video 0.2 to 0.3 is usual for large models.</summary>
    public required double Score { get; init; }

    /// <summary>How probable it is that the text describes the video (0 to 1); null unless the video was looked at more closely.</summary>
    public double? Match { get; init; }

    /// <summary>The frames that match best, in order of time.</summary>
    public required IReadOnlyList<MatchedFrame> Moments { get; init; }

    /// <summary>All frames, in order of time.</summary>
    public required IReadOnlyList<MatchedFrame> Timeline { get; init; }
}
