namespace Samples.Data;

/// <summary>Clips to train on and clips to test on.</summary>
internal sealed record ClipSplit(IReadOnlyList<LabelledClip> Training, IReadOnlyList<LabelledClip> Test)
{
    private const int TestShare = 5;

    /// <summary>Sets every fifth clip of each class aside; with groups, whole groups.</summary>
    public static ClipSplit Of(IReadOnlyList<LabelledClip> clips, int seed)
    {
        var random = new Random(seed);
        var test = new HashSet<LabelledClip>();
        if (clips.Any(clip => clip.Group.Length > 0))
        {
            string[] groups = [.. clips.Select(clip => clip.Group).Distinct().Order(StringComparer.Ordinal)];
            random.Shuffle(groups);
            var chosen = groups.Take(Math.Max(1, groups.Length / TestShare)).ToHashSet();
            test.UnionWith(clips.Where(clip => chosen.Contains(clip.Group)));
        }
        else
        {
            foreach (var members in clips.GroupBy(clip => clip.Label).Select(members => members.ToArray()))
            {
                random.Shuffle(members);
                test.UnionWith(members.Take(Math.Max(1, members.Length / TestShare)));
            }
        }
        return new ClipSplit([.. clips.Where(clip => !test.Contains(clip))], [.. clips.Where(test.Contains)]);
    }

    /// <summary>One split for each group: that group is the test, all others are the training.</summary>
    public static IEnumerable<(string Group, ClipSplit Split)> LeaveOneGroupOut(IReadOnlyList<LabelledClip> clips) =>
        from @group in clips.Select(clip => clip.Group).Distinct().OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)
        select (@group, new ClipSplit([.. clips.Where(clip => clip.Group != @group)], [.. clips.Where(clip => clip.Group == @group)]));
}
