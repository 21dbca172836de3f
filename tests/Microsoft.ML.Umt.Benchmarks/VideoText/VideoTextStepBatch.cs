using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Benchmarks.VideoText;

/// <summary>Clips as bytes <c>[B, 1, T, S, S, 3]</c>, word ids and masks <c>[B, L]</c>. Owns them.</summary>
internal sealed record VideoTextStepBatch(Tensor Clips, Tensor Ids, Tensor Mask) : IDisposable
{
    public int Count => (int)Ids.shape[0];

    /// <summary>The same tensors under another owner.</summary>
    public VideoTextStepBatch Alias() => new(
        Clips.alias().DetachFromDisposeScope(), Ids.alias().DetachFromDisposeScope(), Mask.alias().DetachFromDisposeScope());

    public void Dispose()
    {
        Clips.Dispose();
        Ids.Dispose();
        Mask.Dispose();
    }
}
