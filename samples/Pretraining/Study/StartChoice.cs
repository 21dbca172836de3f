namespace Pretraining.Study;

/// <summary>Which starts are compared.</summary>
internal static class StartChoice
{
    /// <summary>The starts that the command line asks for; those that need a teacher only if there is one.</summary>
    public static IReadOnlyList<Start> Of(SampleArguments arguments)
    {
        var unknown = arguments.Starts.Except(Start.All.Select(start => start.Name)).ToList();
        if (unknown.Count > 0)
            throw new ArgumentException($"There is no start '{unknown[0]}'. Known: {string.Join(", ", Start.All.Select(start => start.Name))}.");
        IReadOnlyList<Start> chosen = arguments.Compare ? Start.All
            : arguments.Starts.Any() ? [.. Start.All.Where(start => arguments.Starts.Contains(start.Name))]
            : [.. Start.All.Take(Start.Main)];
        // Nothing to test with: one encoder is wanted, not a comparison.
        if (arguments.PretrainsOnly && !arguments.Compare && !arguments.Starts.Any())
            chosen = [.. chosen.Where(start => start.Objective is not null && start.NeedsTeacher == arguments.Teacher is not null)];
        if (arguments.Teacher is not null)
            return chosen;
        if (arguments.Starts.Any() && chosen.FirstOrDefault(start => start.NeedsTeacher) is { } orphan)
            throw new ArgumentException($"'{orphan.Name}' needs --teacher FILE, the weights of an image model.");
        return [.. chosen.Where(start => !start.NeedsTeacher)];
    }
}
