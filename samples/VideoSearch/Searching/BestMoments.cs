namespace VideoSearch.Searching;

/// <summary>Chooses the frames that a visitor is led to.</summary>
internal static class BestMoments
{
    private const int Most = 4;

    // Neighbours show the same thing twice.
    private const int SmallestGap = 20;

    /// <param name="timeline">All frames in order of time.</param>
    /// <param name="duration">Length of the video in seconds.</param>
    public static IReadOnlyList<MatchedFrame> Of(IReadOnlyList<MatchedFrame> timeline, double duration)
    {
        var chosen = new List<MatchedFrame>();
        foreach (var frame in timeline.OrderByDescending(frame => frame.Score).ThenBy(frame => frame.Time))
        {
            if (chosen.Count < Most && chosen.All(other => Math.Abs(other.Time - frame.Time) >= duration / SmallestGap))
                chosen.Add(frame);
        }
        return [.. chosen.OrderBy(frame => frame.Time)];
    }
}
