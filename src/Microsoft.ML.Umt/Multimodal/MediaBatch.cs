using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Clips of one training step, still as bytes in main memory, all videos or all pictures, and what belongs to each. Owns the tensor.</summary>
/// <param name="Clips">uint8 <c>[B, 1, T, S, S, 3]</c>; B is 0 when nothing of the batch could be read, T is 1 for pictures.</param>
/// <param name="Items">What each clip is, in the order of the clips.</param>
internal sealed record MediaBatch<TItem>(Tensor Clips, IReadOnlyList<TItem> Items) : IDisposable
{
    public int Count => Items.Count;

    public void Dispose() => Clips.Dispose();
}
