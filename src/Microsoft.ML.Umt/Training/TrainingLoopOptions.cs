using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>How the loop trains, whatever the task. Internal: the trainers' own options are what users see and what is validated.</summary>
internal sealed record TrainingLoopOptions
{
    /// <summary>Number of epochs, at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>The learning rate of each optimiser step.</summary>
    public required IStepSchedule LearningRate { get; init; }

    /// <summary>Weight decay of each optimiser step, for the groups that decay; null keeps the groups' own.</summary>
    public CosineSchedule? WeightDecay { get; init; }

    /// <summary>Batches whose gradients are added up for one optimiser step, weighted by their number of samples.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Gradients longer than this (L2 norm over all parameters) are shortened to it; null only measures the norm.</summary>
    public double? MaxGradientNorm { get; init; }

    /// <summary>The type that matrix products of the forward pass run in; parameters and gradients stay float32.</summary>
    public ScalarType Precision { get; init; } = ScalarType.Float32;

    /// <summary>After this many batches in a row whose loss or gradient is not finite the training stops with an exception.</summary>
    public int MaxConsecutiveNonFinite { get; init; } = 10;

    /// <summary>The factor on the loss that float16 needs; null for none.</summary>
    public LossScaling? LossScaling { get; init; }

    /// <summary>Where a report goes when the training diverges; null writes none.</summary>
    public string? DumpFolder { get; init; }

    /// <summary>Whether a training that is cancelled after its first step ends in good order, as if it were done, instead of throwing.</summary>
    public bool EndsWhenCancelled { get; init; }

    /// <summary>Seed of the draws that tasks make for a batch.</summary>
    public int Seed { get; init; }

    /// <summary>Receives remarks such as "batch left out because its loss was not finite"; null ignores them.</summary>
    public Action<string>? Log { get; init; }
}
