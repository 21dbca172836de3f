namespace Microsoft.ML.Umt;

/// <summary>What a classifier says about one video. Immutable.</summary>
public sealed record VideoPrediction
{
    internal VideoPrediction()
    {
    }

    /// <summary>The video.</summary>
    public required MLVideo Video { get; init; }

    /// <summary>The most probable class; null when the video could not be read.</summary>
    public required string? Label { get; init; }

    /// <summary>Probability of every class, in the order of <see cref="VideoClassificationTransformer.ClassNames"/>; NaN when the video could not be read.</summary>
    public required IReadOnlyList<float> Probabilities { get; init; }

    /// <summary>The most probable classes, best first; empty when the video could not be read.</summary>
    public required IReadOnlyList<ClassProbability> Top { get; init; }

    /// <summary>Where the part of the video that was looked at begins, counted from its first frame.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>Where it ends; null when it is the end of the video.</summary>
    public required TimeSpan? End { get; init; }

    /// <summary>Why the video could not be read; null when it could.</summary>
    public required string? Error { get; init; }
}
