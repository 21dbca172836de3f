using System.Diagnostics;

namespace Microsoft.ML.Umt.Training;

/// <summary>Where a training stands. The loop writes it, hooks read it; used on the training thread only.</summary>
internal sealed class TrainingState
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Epochs planned.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>The epoch under way, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Optimiser steps due so far over all epochs; left-out ones count, as they do in the schedule.</summary>
    public int Step { get; set; }

    /// <summary>Steps planned in all.</summary>
    public int TotalSteps => Epochs * StepsPerEpoch;

    /// <summary>Means over the epoch under way.</summary>
    public RunningTotals Totals { get; private set; } = new();

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; set; }

    /// <summary>L2 norm of all gradients in the last step, before clipping.</summary>
    public double GradientNorm { get; set; }

    /// <summary>Batches left out because loss or gradient was not finite.</summary>
    public int SkippedBatches { get; set; }

    /// <summary>Samples learned from since the start.</summary>
    public long SamplesSeen { get; set; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>Time spent waiting for batches.</summary>
    public TimeSpan DataWait { get; set; }

    /// <summary>Time spent in validation; not counted in the speed.</summary>
    public TimeSpan Evaluating { get; set; }

    /// <summary>Results of the validation after the epoch under way; null when there was none.</summary>
    public IReadOnlyDictionary<string, double>? Validation { get; set; }

    /// <summary>Why the training is to end after this epoch or step; null to go on.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Forgets what belongs to the last epoch.</summary>
    public void BeginEpoch()
    {
        Totals = new RunningTotals();
        Validation = null;
        Step = Epoch * StepsPerEpoch;
    }

    /// <summary>Ends the training in good order: hooks still see the end, nothing is thrown.</summary>
    public void RequestStop(string reason) => StopReason ??= reason;
}
