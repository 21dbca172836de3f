using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Clips and labels of one training step, still as bytes in main memory. Owns both tensors.</summary>
/// <param name="Clips">uint8 <c>[B, C, T, S, S, 3]</c>, C clips of each video; B is 0 when no video of the batch could be read.</param>
/// <param name="Labels">int64 <c>[B]</c>.</param>
/// <param name="SampleNames">Row and name of each video.</param>
internal sealed record ClipTrainingBatch(Tensor Clips, Tensor Labels, IReadOnlyList<string> SampleNames) : IDescribedBatch, IDisposable
{
    public IEnumerable<(string Name, Tensor Values)> Tensors => [(nameof(Clips), Clips), (nameof(Labels), Labels)];

    public void Dispose()
    {
        Clips.Dispose();
        Labels.Dispose();
    }
}
