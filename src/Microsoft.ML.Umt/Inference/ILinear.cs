using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>A linear layer that owns its weights. Thread-safe.</summary>
internal interface ILinear : IDisposable
{
    /// <summary><c>[rows, in]</c> contiguous to <c>[rows, out]</c>, followed by GELU if the layer was made with it.</summary>
    Tensor Forward(Tensor input);
}
