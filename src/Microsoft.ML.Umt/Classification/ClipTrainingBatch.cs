using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Classification;

/// <summary>Clips and labels of one training step, still as bytes in main memory. Owns both tensors.</summary>
/// <param name="Clips">uint8 <c>[B, 1, T, S, S, 3]</c>.</param>
/// <param name="Labels">int64 <c>[B]</c>.</param>
internal sealed record ClipTrainingBatch(Tensor Clips, Tensor Labels) : IDisposable
{
    public void Dispose()
    {
        Clips.Dispose();
        Labels.Dispose();
    }
}
