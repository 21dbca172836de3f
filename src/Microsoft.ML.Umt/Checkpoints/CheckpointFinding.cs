namespace Microsoft.ML.Umt.Checkpoints;

/// <summary>Something about one tensor that a load came across.</summary>
/// <param name="Key">The tensor's name in the model, or in the file after prefixes were taken off.</param>
/// <param name="Explanation">Why this is harmless, or null when it is not known to be.</param>
public sealed record CheckpointFinding(string Key, string? Explanation)
{
    /// <summary>Whether the finding is known to be harmless.</summary>
    public bool IsBenign => Explanation is not null;

    /// <summary>Shape in the model; null where that says nothing.</summary>
    public IReadOnlyList<long>? ExpectedShape { get; init; }

    /// <summary>Shape in the file; null where that says nothing.</summary>
    public IReadOnlyList<long>? FoundShape { get; init; }

    /// <inheritdoc/>
    public override string ToString()
    {
        string shapes = (ExpectedShape, FoundShape) switch
        {
            ({ } expected, { } found) => $" expected [{string.Join(", ", expected)}], found [{string.Join(", ", found)}]",
            _ => "",
        };
        return Key + shapes + (Explanation is null ? "" : $" ({Explanation})");
    }
}
