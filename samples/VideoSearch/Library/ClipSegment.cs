using VideoSearch.Models;

namespace VideoSearch.Library;

/// <summary>A piece of a video with vectors of its own.</summary>
/// <param name="Number">Which piece, from 0.</param>
/// <param name="Vector">Its vector.</param>
/// <param name="Frames">Its frames in order of time.</param>
internal sealed record ClipSegment(int Number, float[] Vector, IReadOnlyList<EmbeddedFrame> Frames);
