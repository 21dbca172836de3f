namespace Microsoft.ML.Umt;

/// <summary>A training was to be resumed with other options than it was begun with, which would be neither the old training nor the new one.</summary>
public sealed class TrainingOptionsChangedException : InvalidOperationException
{
    internal TrainingOptionsChangedException(string checkpoint, IReadOnlyList<string> changes)
        : base($"The training checkpoint '{checkpoint}' belongs to a training with other options: {string.Join("; ", changes)}. "
            + "Resume with the old options, or name another folder for a new training.")
    {
        Changes = changes;
    }

    /// <summary>One text for each option that differs: its name, its value then and now.</summary>
    public IReadOnlyList<string> Changes { get; }
}
