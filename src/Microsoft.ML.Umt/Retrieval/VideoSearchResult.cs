namespace Microsoft.ML.Umt;

/// <summary>One found video.</summary>
/// <param name="Record">The video, as it is stored.</param>
/// <param name="Score">
/// Inner product of the video's stored embedding and the query, computed in double precision and rounded once: the same number from every back end.
/// </param>
/// <param name="RerankScore">What the <see cref="IVideoReranker"/> said; null without re-ranking.</param>
/// <param name="Frames">The frames that fit best, best first; empty if none were asked for or the video has no frame embeddings.</param>
public sealed record VideoSearchResult(VideoRecord Record, float Score, float? RerankScore, IReadOnlyList<VideoFrameMatch> Frames)
{
    /// <summary>The video's key.</summary>
    public string Key => Record.Key;
}
