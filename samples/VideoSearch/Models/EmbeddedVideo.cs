namespace VideoSearch.Models;

/// <summary>A video, or a piece of one, as vectors.</summary>
/// <param name="Vector">The whole: the mean of the frames' unit vectors, so that its inner product with a text is the mean similarity of the frames. Empty after an error.</param>
/// <param name="Frames">The frames that were looked at, in order of time.</param>
/// <param name="Error">Why the video could not be read; null if it could.</param>
internal sealed record EmbeddedVideo(float[] Vector, IReadOnlyList<EmbeddedFrame> Frames, string? Error)
{
    public static EmbeddedVideo Unreadable(string error) => new([], [], error);

    /// <summary>A video of its frames.</summary>
    public static EmbeddedVideo Of(IReadOnlyList<EmbeddedFrame> frames)
    {
        var mean = new float[frames[0].Vector.Length];
        foreach (var frame in frames)
        {
            for (int i = 0; i < mean.Length; i++)
                mean[i] += frame.Vector[i] / frames.Count;
        }
        return new EmbeddedVideo(mean, frames, null);
    }
}
