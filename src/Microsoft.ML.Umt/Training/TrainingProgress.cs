using System.Globalization;

namespace Microsoft.ML.Umt;

/// <summary>Where a training stands. All means run over everything the epoch has seen so far, never over the last batch alone. Immutable.</summary>
public sealed record TrainingProgress
{
    internal TrainingProgress()
    {
    }

    /// <summary>The epoch under way, from 1; 0 while features of the videos are computed, before any training.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs planned; 0 while features of the videos are computed. Steps are then videos.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps done, over all epochs.</summary>
    public required int Step { get; init; }

    /// <summary>Optimiser steps planned, over all epochs.</summary>
    public required int TotalSteps { get; init; }

    /// <summary>True for the report at the end of an epoch.</summary>
    public required bool IsEpochEnd { get; init; }

    /// <summary>Mean training loss of the epoch so far; NaN before the first batch and where nothing is trained by steps (features, the ridge head).</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// Means of the losses that <see cref="Loss"/> is the weighted sum of, by name, where there are several; a batch that could not give one does not count
    /// for it. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, double> LossParts { get; init; } = new Dictionary<string, double>();

    /// <summary>Share of the epoch's training samples that were recognised, 0 … 1; null where mixed labels leave it undefined.</summary>
    public required double? Top1Accuracy { get; init; }

    /// <summary>Share whose class was among the five most probable ones, 0 … 1; null where mixed labels leave it undefined.</summary>
    public required double? Top5Accuracy { get; init; }

    /// <summary>Learning rate of the last step, before layer-wise factors.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Length (L2 norm) of the last step's gradients, before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Clips learned from per second since the start, validation apart.</summary>
    public required double ClipsPerSecond { get; init; }

    /// <summary>Share of the training time spent waiting for decoded clips, 0 … 1. Near 1 means: more decode workers, not a faster model.</summary>
    public required double DataWaitShare { get; init; }

    /// <summary>
    /// Floating-point operations a second that the model itself needs at <see cref="ClipsPerSecond"/>, counted from its sizes (forward and backward, without
    /// recomputed activations); null where nothing is trained.
    /// </summary>
    public double? FlopsPerSecond { get; init; }

    /// <summary>
    /// Model FLOP utilisation: <see cref="FlopsPerSecond"/> as a share of what the device reached in a large matrix product of the same number format, which
    /// was measured when the training began. Null where either is unknown.
    /// </summary>
    public double? FlopUtilization { get; init; }

    /// <summary>Bytes of memory in use: on the CPU the working set of the process, on a GPU what all processes together hold there. Null where unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Batches left out because loss or gradient was not a finite number.</summary>
    public required int SkippedBatches { get; init; }

    /// <summary>Time since the start.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Estimate of the time to the end; null before the first step.</summary>
    public required TimeSpan? Remaining { get; init; }

    /// <summary>Results on the validation set after this epoch, by name; null when it was not validated.</summary>
    public required IReadOnlyDictionary<string, double>? Validation { get; init; }

    /// <summary>One line for a console or a log.</summary>
    public override string ToString()
    {
        var hasLoss = !double.IsNaN(Loss);
        var position = Epochs == 0 ? Format($"features of {Step}/{TotalSteps} videos") : Format($"epoch {Epoch}/{Epochs} step {Step}/{TotalSteps}");
        var parts = new List<string> { hasLoss ? Format($"{position} loss {Loss:F4}") : position };
        foreach (var (name, value) in LossParts)
            parts.Add(Format($"{name} {value:F4}"));
        if (Top1Accuracy is { } top1)
            parts.Add(Format($"top-1 {top1:P1}"));
        if (Top5Accuracy is { } top5)
            parts.Add(Format($"top-5 {top5:P1}"));
        foreach (var (name, value) in Validation ?? new Dictionary<string, double>())
            parts.Add(Format($"val {name} {value:F4}"));
        if (hasLoss)
            parts.Add(Format($"lr {LearningRate:G3} grad {GradientNorm:G3}"));
        parts.Add(Format($"{ClipsPerSecond:F1} clips/s  data wait {DataWaitShare:P0}"));
        if (FlopsPerSecond is { } rate)
            parts.Add(FlopUtilization is { } share ? Format($"{rate / 1e9:0.##} GFLOP/s (MFU {share:P0})") : Format($"{rate / 1e9:0.##} GFLOP/s"));
        if (MemoryBytes is { } bytes)
            parts.Add(Format($"mem {bytes / 1e9:F1} GB"));
        if (SkippedBatches > 0)
            parts.Add(Format($"skipped {SkippedBatches}"));
        parts.Add(Remaining is { } left ? Format($"eta {(int)left.TotalHours}:{left:mm\\:ss}") : "eta ?");
        return string.Join("  ", parts);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
