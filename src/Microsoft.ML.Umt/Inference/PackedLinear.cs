using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>oneDNN's linear layer with weights laid out for its kernels and the activation computed in the same pass: CPUs only.</summary>
internal sealed class PackedLinear : ILinear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly LinearActivation _activation;

    /// <summary>Packs the weights.</summary>
    /// <param name="weights">Not kept.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="type">Float32 or bfloat16.</param>
    /// <param name="rows">The number of input rows to lay out for.</param>
    public PackedLinear(LinearWeights weights, LinearActivation activation, ScalarType type, long rows)
    {
        using (var plain = OwnedTensor.Copy(weights.Weight, type, CPU))
        {
            _weight = AtenLinear.Pack(plain, rows).DetachFromDisposeScope();
        }

        _bias = weights.Bias is { } bias ? OwnedTensor.Copy(bias, type, CPU) : null;
        _activation = activation;
    }

    public Tensor Forward(Tensor input) => AtenLinear.Apply(input, _weight, _bias, _activation);

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }
}
