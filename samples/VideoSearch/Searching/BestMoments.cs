namespace VideoSearch.Searching;

/// <summary>Chooses the frames that a visitor is led to.</summary>
internal static class BestMoments
{
    private const int Most = 4;

    // Neighbours show the same thing twice.
    private const int SmallestGap = 20;

    // Frames that differ by less are alike.
    private const double SmallestSpread = 0.02;

    /// <param name="timeline">All frames in order of time.</param>
    /// <param name="duration">Length of the video in seconds.</param>
    public static IReadOnlyList<MatchedFrame> Of(IReadOnlyList<MatchedFrame> timeline, double duration)
    {
        if (timeline.Count == 0)
            return [];
        // Similarities have no absolute scale: what matches is what comes near the video's best frame, seen from its worst.
        double best = timeline.Max(frame => frame.Score), worst = timeline.Min(frame => frame.Score);
        double least = best - worst > SmallestSpread ? best - (best - worst) / 4 : worst;
        var chosen = new List<MatchedFrame>();
        foreach (var frame in timeline.OrderByDescending(frame => frame.Score).ThenBy(frame => frame.Time))
        {
            if (chosen.Count < Most && frame.Score >= least && chosen.All(other => Math.Abs(other.Time - frame.Time) >= duration / SmallestGap))
                chosen.Add(frame);
        }
        return [.. chosen.OrderBy(frame => frame.Time)];
    }
}
