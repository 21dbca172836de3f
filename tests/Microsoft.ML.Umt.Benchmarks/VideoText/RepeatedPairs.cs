using Microsoft.ML.Umt.Training;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>The same pairs again and again, as a loader would hand them over that is never late.</summary>
internal sealed class RepeatedPairs(VideoTextStepBatch batch, int count) : IBatchSource<VideoTextStepBatch>
{
    public int BatchesPerEpoch => count;

    public IEnumerable<VideoTextStepBatch> Epoch(int epoch, CancellationToken cancellationToken) => Enumerable.Range(0, count).Select(_ => batch.Alias());
}
