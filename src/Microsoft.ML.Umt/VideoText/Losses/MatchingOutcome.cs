namespace Microsoft.ML.Umt.VideoText;

/// <summary>What became of the matching loss in a step.</summary>
internal enum MatchingOutcome
{
    /// <summary>Its weight is 0.</summary>
    NotAsked,

    /// <summary>It was computed.</summary>
    Computed,

    /// <summary>All samples of the batch show the same, or there is only one: there is no wrong pair, so the loss was left out.</summary>
    NoWrongPairs,
}
