using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>oneDNN's linear layer with weights laid out for its kernels and GELU computed in the same pass: CPUs only.</summary>
internal sealed class PackedLinear : ILinear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly bool _gelu;

    /// <summary>Packs the weights.</summary>
    /// <param name="weights">Not kept.</param>
    /// <param name="gelu">Whether GELU follows.</param>
    /// <param name="type">Float32 or bfloat16.</param>
    /// <param name="rows">The number of input rows to lay out for.</param>
    public PackedLinear(LinearWeights weights, bool gelu, ScalarType type, long rows)
    {
        using (var plain = OwnedTensor.Copy(weights.Weight, type, CPU))
        {
            _weight = AtenLinear.Pack(plain, rows).DetachFromDisposeScope();
        }

        _bias = weights.Bias is { } bias ? OwnedTensor.Copy(bias, type, CPU) : null;
        _gelu = gelu;
    }

    public Tensor Forward(Tensor input) => AtenLinear.Apply(input, _weight, _bias, _gelu);

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }
}
