using Microsoft.ML.Umt.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Multimodal;

/// <summary>Clips of one training step, still as bytes in main memory, all videos or all pictures, and what belongs to each. Owns the tensor.</summary>
/// <param name="Clips">uint8 <c>[B, 1, T, S, S, 3]</c>; B is 0 when nothing of the batch could be read, T is 1 for pictures.</param>
/// <param name="Items">What each clip is, in the order of the clips.</param>
internal sealed record MediaBatch<TItem>(Tensor Clips, IReadOnlyList<TItem> Items) : IDescribedBatch, IDisposable
    where TItem : IMediaItem
{
    public int Count => Items.Count;

    public IReadOnlyList<string> SampleNames => [.. Items.Select(item => $"row {item.Row}: {item.Video?.Name}")];

    public IEnumerable<(string Name, Tensor Values)> Tensors => [("clips", Clips)];

    public void Dispose() => Clips.Dispose();
}
