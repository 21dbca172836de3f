using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline.Internals;

namespace Microsoft.ML.Umt.Pipeline;

/// <summary>
/// What one call of <c>Fit</c> needs everywhere: seed, device, log, the ways to be cancelled, what becomes of unreadable videos. Used on the training thread.
/// </summary>
internal abstract class FitContext(IHost host, IChannel channel, int seed, DeviceRequest device, VideoReadingOptions reading, CancellationToken cancellationToken)
{
    public int Seed => seed;

    public DeviceRequest Device => device;

    public CancellationToken CancellationToken => cancellationToken;

    /// <exception cref="OperationCanceledException">The token or the <see cref="MLContext"/> was cancelled.</exception>
    public void ThrowIfCanceled()
    {
        cancellationToken.ThrowIfCancellationRequested();
        host.ThrowIfCanceled();
    }

    public void Info(string message) => channel.Info(MessageSensitivity.UserData, "{0}", message);

    public void Warning(string message) => channel.Warning(MessageSensitivity.UserData, "{0}", message);

    /// <summary>Applies the policy for unreadable videos to one that could not be read.</summary>
    /// <exception cref="VideoDecodeException">The policy is to throw.</exception>
    public void Unreadable(VideoDecodeException failure, long row)
    {
        reading.CreatePolicy().ThrowIfUnwanted(failure, row);
        Warning($"Row {row} (counted from 0) is left out of the training: {failure.Message}");
    }
}
