namespace Microsoft.ML.Umt.Training;

/// <summary>The options that decide what a training computes, as text by name. Those that only decide how fast are not among them.</summary>
/// <param name="Options">Names and values.</param>
internal sealed record TrainingFingerprint(IReadOnlyDictionary<string, string> Options)
{
    private const string Name = "options";

    public void Save(Func<string, CheckpointSection> section)
    {
        foreach (var (name, value) in Options)
            section(Name).Write(name, value);
    }

    /// <exception cref="TrainingOptionsChangedException">The saved options are not these.</exception>
    public void Check(Func<string, CheckpointSection> section, string checkpoint)
    {
        var saved = section(Name).Values.ToDictionary();
        string[] changes =
        [
            .. from name in saved.Keys.Union(Options.Keys).Order(StringComparer.Ordinal)
               let before = saved.GetValueOrDefault(name)
               let now = Options.GetValueOrDefault(name)
               where before != now
               select $"{name} was {before ?? "unknown"} and is now {now ?? "unknown"}",
        ];
        if (changes.Length > 0)
            throw new TrainingOptionsChangedException(checkpoint, changes);
    }
}
