namespace Microsoft.ML.Umt.Training;

/// <summary>A step whose numbers were not finite, for a report.</summary>
internal sealed record LeftOutStep
{
    public required string Reason { get; init; }

    public required int Epoch { get; init; }

    public required int Step { get; init; }

    public required double LearningRate { get; init; }

    public required double LossScale { get; init; }

    public required double GradientNorm { get; init; }

    /// <summary>The loss of each batch of the step.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>What the batches held, as far as they say.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
}
