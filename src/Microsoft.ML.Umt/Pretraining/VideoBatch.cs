using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>Clips of one training step, still as bytes in main memory. Owns the tensor.</summary>
/// <param name="Clips">uint8 <c>[B, 1, T, S, S, 3]</c>; B is 0 when no video of the batch could be read.</param>
/// <param name="SampleNames">Row and name of each video.</param>
internal sealed record VideoBatch(Tensor Clips, IReadOnlyList<string> SampleNames) : IDescribedBatch, IDisposable
{
    /// <summary>A batch whose videos have no names.</summary>
    public VideoBatch(Tensor clips)
        : this(clips, [])
    {
    }

    public IEnumerable<(string Name, Tensor Values)> Tensors => [(nameof(Clips), Clips)];

    public int Count => (int)Clips.shape[0];

    public void Dispose() => Clips.Dispose();
}
