using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>The videos to learn from and those to validate on.</summary>
internal sealed record TrainingSplit(IReadOnlyList<LabelledVideo> Training, IReadOnlyList<LabelledVideo> Validation)
{
    // Keeps the draw apart from those of the epochs, which count from 0.
    private const int SplitStream = -2;

    /// <summary>Sets a share of each class aside, at least one video of each class that has two or more. Follows from the seed.</summary>
    public static TrainingSplit ByClass(IReadOnlyList<LabelledVideo> videos, double fraction, int seed)
    {
        if (fraction == 0)
            return new TrainingSplit(videos, []);
        var validation = new HashSet<LabelledVideo>(ReferenceEqualityComparer.Instance);
        foreach (var members in videos.GroupBy(video => video.Label).OrderBy(group => group.Key).Select(group => group.ToArray()))
        {
            SampleSeed.Random(seed, SplitStream, members[0].Label).Shuffle(members);
            var count = Math.Min(members.Length - 1, Math.Max(1, (int)Math.Round(fraction * members.Length)));
            validation.UnionWith(members.Take(count));
        }
        return new TrainingSplit([.. videos.Where(video => !validation.Contains(video))], [.. videos.Where(validation.Contains)]);
    }

    /// <summary>Number of training videos of each class.</summary>
    public long[] CountByClass(int classes)
    {
        var counts = new long[classes];
        foreach (var video in Training)
            counts[video.Label]++;
        return counts;
    }
}
