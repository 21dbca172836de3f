using Pretraining.Clips;

namespace Pretraining.Study;

/// <summary>Clips to finetune on and clips to test with, which no pretraining of the same part has seen.</summary>
internal sealed record Fold(string Group, int Part, IReadOnlyList<LabelledVideo> Training, IReadOnlyList<LabelledVideo> Test)
{
    /// <summary>One fold for each group. Neighbouring groups share a part and with it one pretraining.</summary>
    public static IReadOnlyList<Fold> LeaveOneGroupOut(IReadOnlyList<LabelledVideo> clips, int parts)
    {
        string[] groups = [.. clips.Select(clip => clip.Group).Distinct().OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];
        if (groups.Length < 2 || parts < 2 || parts > groups.Length)
            throw new ArgumentException($"--leave-one-group-out needs at least 2 groups, and --parts from 2 to their number; found {groups.Length} groups and --parts {parts}.");
        return
        [
            .. groups.Select((name, index) => new Fold(
                name, index * parts / groups.Length, [.. clips.Where(clip => clip.Group != name)], [.. clips.Where(clip => clip.Group == name)])),
        ];
    }
}
