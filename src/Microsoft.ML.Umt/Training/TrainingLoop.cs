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
        finally
        {
            task.Module.eval();
        }
        foreach (var hook in hooks)
            hook.OnTrainingEnd(state);
        return state;
    }

    private void RunEpoch(IBatchSource<TBatch> source, TrainingState state, CancellationToken cancellationToken)
    {
        optimizer.ZeroGradients();
        int pending = 0, samples = 0;
        using var batches = source.EpochFrom(state.Epoch, state.Batch, cancellationToken).GetEnumerator();
        while (state.StopReason is null && MoveNext(batches, state))
        {
            using (var batch = batches.Current)
            {
                cancellationToken.ThrowIfCancellationRequested();
                samples += Accumulate(batch, state.Batch, state);
            }
            state.Batch++;
            if (++pending == options.AccumulationSteps)
                Step(state, ref pending, ref samples);
        }
        if (pending > 0 && state.StopReason is null)
            Step(state, ref pending, ref samples);
    }

    private static bool MoveNext(IEnumerator<TBatch> batches, TrainingState state)
    {
        var start = Stopwatch.GetTimestamp();
        var any = batches.MoveNext();
        state.DataWait += Stopwatch.GetElapsedTime(start);
        return any;
    }

    /// <summary>Adds the batch's gradients and returns the number of samples behind them, 0 when the loss was not finite or the batch was empty.</summary>
    private int Accumulate(TBatch batch, int number, TrainingState state)
    {
        using var scope = NewDisposeScope();
        var result = ComputeLoss(batch, new StepContext(state.Epoch, number, SampleSeed.Random(options.Seed, state.Epoch, number)));
        if (result.Samples == 0)
            return 0;
        var value = result.Loss.to(ScalarType.Float32).item<float>();
        if (!float.IsFinite(value))
        {
            LeaveOut(state, $"the loss of batch {number} was {value}");
            return 0;
        }
        // Weighted by samples, k batches of n give the gradient of one batch of k*n, also when the last one is shorter.
        (options.AccumulationSteps == 1 ? result.Loss : result.Loss * result.Samples).backward();
        state.Totals.Add(value, result.Samples, result.Sums);
        state.SamplesSeen += result.Samples;
        return result.Samples;
    }

    private BatchLoss ComputeLoss(TBatch batch, StepContext context)
    {
        if (options.Precision == ScalarType.Float32)
            return task.ComputeLoss(batch, context);
        var device = optimizer.Groups[0].Parameters[0].Parameter.device_type;
        using var autocast = new Autocast(device, options.Precision);
        return task.ComputeLoss(batch, context);
    }

    private void Step(TrainingState state, ref int pending, ref int samples)
    {
        state.LearningRate = options.LearningRate[state.Step];
        if (samples > 0)
        {
            state.GradientNorm = GradientNorm.ScaleAndClip(optimizer.Groups, options.AccumulationSteps == 1 ? 1 : 1.0 / samples, options.MaxGradientNorm);
            if (double.IsFinite(state.GradientNorm))
            {
                optimizer.Step(state.LearningRate, options.WeightDecay?[state.Step]);
                state.NonFiniteInARow = 0;
            }
            else
                LeaveOut(state, $"the gradient of step {state.Step} was {state.GradientNorm}");
        }
        optimizer.ZeroGradients();
        pending = samples = 0;
        state.Step++;
        foreach (var hook in hooks)
            hook.OnStepEnd(state);
    }

    private void LeaveOut(TrainingState state, string what)
    {
        state.SkippedBatches++;
        options.Log?.Invoke($"Epoch {state.Epoch + 1}: {what}; it was left out ({state.SkippedBatches} so far).");
        if (++state.NonFiniteInARow >= options.MaxConsecutiveNonFinite)
            throw new TrainingDivergedException(
                $"Training diverged in epoch {state.Epoch + 1}: {what}, the {state.NonFiniteInARow}th such result in a row. Lower the learning rate, clip gradients, or check the data.");
    }
}
