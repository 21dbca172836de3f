using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Pretraining;

/// <summary>Clips of one training step, still as bytes in main memory. Owns the tensor.</summary>
/// <param name="Clips">uint8 <c>[B, 1, T, S, S, 3]</c>; B is 0 when no video of the batch could be read.</param>
internal sealed record VideoBatch(Tensor Clips) : IDisposable
{
    public int Count => (int)Clips.shape[0];

    public void Dispose() => Clips.Dispose();
}
