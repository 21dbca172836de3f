using Microsoft.ML.Runtime;
using Microsoft.ML.Umt.Pipeline;
using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Classification;

/// <summary>What one call of <c>Fit</c> needs everywhere. Used on the training thread.</summary>
internal sealed class TrainingContext(IHost host, IChannel channel, VideoClassificationOptions options, int seed, DeviceRequest device)
    : FitContext(host, channel, seed, device, options.Reading, options.CancellationToken)
{
    public VideoClassificationOptions Options => options;

    /// <summary>The same as the engine wants it.</summary>
    public SessionLog Log => new(Report, Info, Warning, ThrowIfCanceled);

    /// <summary>Tells the user's callback, and at the end of an epoch the log.</summary>
    public void Report(TrainingProgress progress)
    {
        if (progress.IsEpochEnd)
            Info(progress.ToString());
        options.MetricsCallback?.Invoke(progress);
    }
}
