namespace VideoSearch.Hosting;

/// <summary>A search.</summary>
/// <param name="Text">What the video shows.</param>
/// <param name="Count">How many videos.</param>
/// <param name="Closer">Whether the best are looked at more closely.</param>
internal sealed record SearchRequest(string? Text, int Count = 24, bool Closer = false);
