namespace VideoSearch.Searching;

/// <summary>A frame of a found video.</summary>
/// <param name="Number">Which of the frames that were looked at, from 0.</param>
/// <param name="Time">When it is shown, in seconds.</param>
/// <param name="Score">Similarity to the text, -1 to 1.</param>
internal sealed record MatchedFrame(int Number, double Time, double Score);
