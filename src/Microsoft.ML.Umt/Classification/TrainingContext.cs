using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Pipeline.Internals;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>What one call of <c>Fit</c> needs everywhere: options, seed, device, log, and the ways to be cancelled. Used on the training thread.</summary>
internal sealed class TrainingContext(IHost host, IChannel channel, VideoClassificationOptions options, int seed, DeviceRequest device)
{
    public VideoClassificationOptions Options => options;

    public int Seed => seed;

    public DeviceRequest Device => device;

    public CancellationToken CancellationToken => options.CancellationToken;

    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public void ThrowIfCanceled()
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        host.ThrowIfCanceled();
    }

    public void Info(string message) => channel.Info(MessageSensitivity.None, "{0}", message);

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
