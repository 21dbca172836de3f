using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>A linear layer that owns its weights. Thread-safe.</summary>
internal interface ILinear : IDisposable
{
    /// <summary><c>[rows, in]</c> contiguous to <c>[rows, out]</c>, followed by the activation that the layer was made with.</summary>
    Tensor Forward(Tensor input);
}
