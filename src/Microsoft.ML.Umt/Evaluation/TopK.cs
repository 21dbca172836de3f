namespace Microsoft.ML.Umt.Evaluation;

/// <summary>Ranks of classes by score. Of equal scores the lower class number comes first, so every result is unique.</summary>
internal static class TopK
{
    /// <summary>How many classes rank before <paramref name="label"/>: 0 for the winner.</summary>
    public static int Rank<T>(ReadOnlySpan<T> scores, int label) where T : struct, IComparable<T>
    {
        var rank = 0;
        for (var c = 0; c < scores.Length; c++)
        {
            var order = scores[c].CompareTo(scores[label]);
            if (order > 0 || (order == 0 && c < label))
                rank++;
        }
        return rank;
    }

    /// <summary>The class with the highest score.</summary>
    public static int ArgMax<T>(ReadOnlySpan<T> scores) where T : struct, IComparable<T>
    {
        var best = 0;
        for (var c = 1; c < scores.Length; c++)
        {
            if (scores[c].CompareTo(scores[best]) > 0)
                best = c;
        }
        return best;
    }

    /// <summary>True when any score is not a number.</summary>
    public static bool HasNaN(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
        {
            if (float.IsNaN(score))
                return true;
        }
        return false;
    }
}
