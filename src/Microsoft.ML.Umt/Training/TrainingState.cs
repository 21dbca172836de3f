using System.Diagnostics;

namespace Microsoft.ML.Umt.Training;

/// <summary>Where a training stands. The loop writes it, hooks read it; used on the training thread only.</summary>
internal sealed class TrainingState
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _elapsedBefore;

    /// <summary>Epochs planned.</summary>
    public required int Epochs { get; init; }

    /// <summary>Optimiser steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>The epoch under way, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches of the epoch under way that were used up; a resumed training begins behind them.</summary>
    public int Batch { get; set; }

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

    /// <summary>Mean loss of the last step that was taken; NaN before it.</summary>
    public double StepLoss { get; set; } = double.NaN;

    /// <summary>Whether the weights are being changed: not a moment to save.</summary>
    public bool IsTakingStep { get; set; }

    /// <summary>Whether the training ended because it was cancelled.</summary>
    public bool WasCancelled { get; set; }

    /// <summary>Batches left out because loss or gradient was not finite.</summary>
    public int SkippedBatches { get; set; }

    /// <summary>Batches or steps in a row, up to now, that were left out because of numbers that were not finite.</summary>
    public int NonFiniteInARow { get; set; }

    /// <summary>Samples learned from since the start.</summary>
    public long SamplesSeen { get; set; }

    /// <summary>Time spent in this training, over all processes that took part when it was resumed.</summary>
    public TimeSpan Elapsed => _elapsedBefore + _clock.Elapsed;

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

    /// <summary>Takes the numbers of a step that was taken into the means.</summary>
    public void Add(StepReading reading)
    {
        StepLoss = reading.Loss;
        foreach (var (loss, samples, sums) in reading.Batches)
        {
            Totals.Add(loss, samples, sums);
            SamplesSeen += samples;
        }
    }

    /// <summary>Ends the training in good order: hooks still see the end, nothing is thrown.</summary>
    public void RequestStop(string reason) => StopReason ??= reason;

    /// <summary>Writes the position, and the sums that the progress reports.</summary>
    /// <param name="section">Where to.</param>
    /// <param name="epochDone">True when nothing is left of the epoch under way: a resumed training begins with the next.</param>
    public void Save(CheckpointSection section, bool epochDone)
    {
        section.Write("epoch", epochDone ? Epoch + 1L : Epoch);
        section.Write("batch", epochDone ? 0L : Batch);
        section.Write("step", (long)Step);
        section.Write("skipped", (long)SkippedBatches);
        section.Write("non_finite_in_a_row", (long)NonFiniteInARow);
        section.Write("samples", SamplesSeen);
        section.Write("elapsed", Elapsed.Ticks);
        section.Write("data_wait", DataWait.Ticks);
        section.Write("evaluating", Evaluating.Ticks);
        if (StopReason is not null)
            section.Write("stop_reason", StopReason);
        Totals.Save(section);
    }

    /// <summary>Goes to a position that <see cref="Save"/> wrote.</summary>
    public void Load(CheckpointSection section)
    {
        Epoch = section.ReadInt32("epoch");
        Batch = section.ReadInt32("batch");
        Step = section.ReadInt32("step");
        SkippedBatches = section.ReadInt32("skipped");
        NonFiniteInARow = section.ReadInt32("non_finite_in_a_row");
        SamplesSeen = section.ReadInt64("samples");
        _elapsedBefore = new TimeSpan(section.ReadInt64("elapsed"));
        DataWait = new TimeSpan(section.ReadInt64("data_wait"));
        Evaluating = new TimeSpan(section.ReadInt64("evaluating"));
        StopReason = section.FindText("stop_reason");
        Totals = RunningTotals.Load(section);
    }
}
