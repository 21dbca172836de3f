using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>What one call of <c>Fit</c> needs everywhere: options, seed, device, log, and the ways to be cancelled. A hook that looks for the latter.</summary>
internal sealed class MultimodalContext(IHost host, IChannel channel, MultimodalTrainingOptions options, int seed, DeviceRequest device) : TrainingHook
{
    public MultimodalTrainingOptions Options => options;

    public int Seed => seed;

    public DeviceRequest Device => device;

    /// <inheritdoc/>
    public override void OnStepEnd(TrainingState state) => ThrowIfCanceled();

    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public void ThrowIfCanceled()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        host.ThrowIfCanceled();
    }

    public void Info(string message) => channel.Info(MessageSensitivity.UserData, "{0}", message);

    public void Warning(string message) => channel.Warning(MessageSensitivity.UserData, "{0}", message);

    /// <summary>Tells the user's callback, and at the end of an epoch the log.</summary>
    public void Report(TrainingProgress progress)
    {
        if (progress.IsEpochEnd)
            Info(progress.ToString());
        options.MetricsCallback?.Invoke(progress);
    }

    /// <summary>Applies the policy for unreadable videos to one that could not be read.</summary>
    /// <exception cref="VideoDecodeException">The policy is to throw.</exception>
    public void Unreadable(VideoDecodeException failure, long row)
    {
        options.Reading.CreatePolicy().ThrowIfUnwanted(failure, row);
        Warning($"Row {row} (counted from 0) is left out of the training: {failure.Message}");
    }
}
