namespace VideoSearch.Searching;

/// <summary>One piece of a video in the store: a key and a vector. Everything else is in the catalogue.</summary>
internal sealed class SegmentRecord
{
    /// <summary>The id of the video, a dash and the number of the piece.</summary>
    public string Key { get; set; } = "";

    public ReadOnlyMemory<float> Vector { get; set; }
}
