namespace VideoSearch.Models;

/// <summary>One frame as a vector.</summary>
/// <param name="Time">When it is shown, counted from the first frame of the whole video.</param>
/// <param name="Vector">Its vector; the length is 1.</param>
internal sealed record EmbeddedFrame(TimeSpan Time, float[] Vector);
