using System.Diagnostics;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Training;

/// <summary>
/// The loop: batches in, optimiser steps out; everything else is a <see cref="TrainingHook"/>. One call at a time, on the calling thread.
/// </summary>
/// <remarks>
/// Results repeat for equal seeds: the order of samples, each sample's augmentation and each batch's draws follow from (seed, epoch, number), and
/// the models take dropout and drop path from a generator of their own. The process-wide generators are never touched. What remains is the order
/// in which parallel sums are added up: the same machine with the same number of threads repeats exactly, another one to rounding.
/// </remarks>
internal sealed class TrainingLoop<TBatch>(
    ITrainingTask<TBatch> task, IOptimizer optimizer, TrainingLoopOptions options, params IReadOnlyList<TrainingHook> hooks)
    where TBatch : IDisposable
{
    private readonly PendingStep _pending = new();
    private readonly DivergenceWatch _watch = new(options);

    /// <summary>Trains until the epochs are done or a hook requests a stop, and returns where it ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the module keeps what it learned so far.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradients were not finite too often in a row.</exception>
    public TrainingState Run(IBatchSource<TBatch> source, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Epochs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.AccumulationSteps);
        var state = new TrainingState
        {
            Epochs = options.Epochs,
            StepsPerEpoch = (source.BatchesPerEpoch + options.AccumulationSteps - 1) / options.AccumulationSteps,
        };
        foreach (var hook in hooks)
            hook.OnTrainingStart(state);
        try
        {
            RunEpochs(source, state, cancellationToken);
        }
        // A checkpoint that could not be written would not be written now either.
        catch (Exception error) when (error is not TrainingCheckpointException)
        {
            foreach (var hook in hooks)
                hook.OnInterrupted(state);
            if (error is not OperationCanceledException || !options.EndsWhenCancelled || state.Step == 0)
                throw;
            state.WasCancelled = true;
            state.RequestStop("it was cancelled.");
        }
        finally
        {
            _pending.Clear();
            task.Module.eval();
        }
        foreach (var hook in hooks)
            hook.OnTrainingEnd(state);
        return state;
    }

    private void RunEpochs(IBatchSource<TBatch> source, TrainingState state, CancellationToken cancellationToken)
    {
        for (; state.Epoch < options.Epochs && state.StopReason is null; state.Epoch++, state.Batch = 0)
        {
            task.Module.train();
            // A resumed epoch goes on with the means that it had.
            if (state.Batch == 0)
                state.BeginEpoch();
            RunEpoch(source, state, cancellationToken);
            foreach (var hook in hooks)
                hook.OnEpochEnd(state, cancellationToken);
        }
    }

    private void RunEpoch(IBatchSource<TBatch> source, TrainingState state, CancellationToken cancellationToken)
    {
        optimizer.ZeroGradients();
        using var batches = source.EpochFrom(state.Epoch, state.Batch, cancellationToken).GetEnumerator();
        while (state.StopReason is null && MoveNext(batches, state))
        {
            using (var batch = batches.Current)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Accumulate(batch, state);
            }
            state.Batch++;
            if (_pending.Batches == options.AccumulationSteps)
                Step(state);
        }
        if (_pending.Batches > 0 && state.StopReason is null)
            Step(state);
    }

    private static bool MoveNext(IEnumerator<TBatch> batches, TrainingState state)
    {
        var start = Stopwatch.GetTimestamp();
        var any = batches.MoveNext();
        state.DataWait += Stopwatch.GetElapsedTime(start);
        return any;
    }

    /// <summary>Adds the batch's gradients. Nothing is read from the device here.</summary>
    private void Accumulate(TBatch batch, TrainingState state)
    {
        using var scope = NewDisposeScope();
        _watch.Note(batch, state);
        var result = ComputeLoss(batch, new StepContext(state.Epoch, state.Batch, SampleSeed.Random(options.Seed, state.Epoch, state.Batch)));
        _pending.Add(result);
        if (result.Samples == 0)
            return;
        // Weighted by samples, k batches of n give the gradient of one batch of k*n, also when the last one is shorter.
        var weight = (options.AccumulationSteps == 1 ? 1 : result.Samples) * (options.LossScaling?.Scale ?? 1);
        (weight == 1 ? result.Loss : result.Loss * weight).backward();
    }

    private BatchLoss ComputeLoss(TBatch batch, StepContext context)
    {
        if (options.Precision == ScalarType.Float32)
            return task.ComputeLoss(batch, context);
        var device = optimizer.Groups[0].Parameters[0].Parameter.device_type;
        using var autocast = new Autocast(device, options.Precision);
        return task.ComputeLoss(batch, context);
    }

    private void Step(TrainingState state)
    {
        state.IsTakingStep = true;
        // Left-out steps count in the schedule, too.
        state.LearningRate = options.LearningRate[state.Step];
        if (_pending.Samples > 0)
            Learn(state);
        optimizer.ZeroGradients();
        _pending.Clear();
        state.Step++;
        state.IsTakingStep = false;
        foreach (var hook in hooks)
            hook.OnStepEnd(state);
    }

    private void Learn(TrainingState state)
    {
        using var scope = NewDisposeScope();
        var factor = (options.AccumulationSteps == 1 ? 1 : 1.0 / _pending.Samples) / (options.LossScaling?.Scale ?? 1);
        // The one moment of a step at which the host waits for the device.
        var reading = _pending.Read(GradientNorm.Measure(optimizer.Groups));
        state.GradientNorm = reading.GradientNorm * factor;
        if (!_watch.Allows(reading, state, optimizer.Groups))
            return;
        GradientNorm.ScaleAndClip(optimizer.Groups, factor, state.GradientNorm, options.MaxGradientNorm);
        optimizer.Step(state.LearningRate, options.WeightDecay?[state.Step]);
        state.Add(reading);
    }
}
