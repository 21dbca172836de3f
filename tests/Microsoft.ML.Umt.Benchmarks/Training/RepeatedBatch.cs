using Microsoft.ML.Umt.Pretraining;
using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.Training;

/// <summary>The same clips again and again, as a loader would hand them over that is never late.</summary>
internal sealed class RepeatedBatch(Tensor clips, int count) : IBatchSource<VideoBatch>
{
    public int BatchesPerEpoch => count;

    public IEnumerable<VideoBatch> Epoch(int epoch, CancellationToken cancellationToken) =>
        Enumerable.Range(0, count).Select(_ => new VideoBatch(clips.alias().DetachFromDisposeScope()));
}
