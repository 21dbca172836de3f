using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Inference;

/// <summary>libtorch's ordinary linear layer: for GPUs, and CPUs whose libtorch has no oneDNN.</summary>
internal sealed class PlainLinear : ILinear
{
    private readonly Tensor _weight;
    private readonly Tensor? _bias;
    private readonly LinearActivation _activation;

    public PlainLinear(LinearWeights weights, LinearActivation activation, ScalarType type, Device device)
    {
        _weight = OwnedTensor.Copy(weights.Weight, type, device);
        _bias = weights.Bias is { } bias ? OwnedTensor.Copy(bias, type, device) : null;
        _activation = activation;
    }

    public Tensor Forward(Tensor input)
    {
        var output = nn.functional.linear(input, _weight, _bias);
        return _activation switch
        {
            LinearActivation.Gelu => output.gelu_(),
            LinearActivation.Silu => output.silu_(),
            _ => output,
        };
    }

    public void Dispose()
    {
        _weight.Dispose();
        _bias?.Dispose();
    }
}
